export { dataSetFolder } from './data-folder.ts';
export * from './metrics/index.ts';
export { runSuite, suites, UnknownSuiteError } from './run-suite.ts';
export {
  type Figures,
  type Suite,
  SuiteDataAbsentError,
  type SuiteOptions,
  type SuiteReport,
  type SuiteResult,
} from './suite.ts';
export { readYelp, type YelpData } from './suites/yelp/dataset.ts';
