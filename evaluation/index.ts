export { dataSetFolder } from './data-folder.ts';
export * from './metrics/index.ts';
export { htmlReport } from './report/html-report.ts';
export {
  describeRun,
  runSuite,
  suites,
  UnknownSuiteError,
  withSurroundings,
} from './run-suite.ts';
export {
  type Figures,
  type Suite,
  SuiteDataAbsentError,
  type SuiteOptions,
  type SuiteReport,
  type SuiteResult,
  type Surroundings,
} from './suite.ts';
export { readYelp, visitTime, type YelpData, type YelpUser } from './suites/yelp/dataset.ts';
export { evaluateYelp } from './suites/yelp/evaluate.ts';
export { yelpModalities } from './suites/yelp/training.ts';
