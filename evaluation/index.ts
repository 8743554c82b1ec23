export { dataSetFolder } from './data-folder.ts';
export * from './metrics/index.ts';
export { htmlReport } from './report/html-report.ts';
export { modelCard } from './report/model-card.ts';
export {
  describeRun,
  runSuite,
  suites,
  UnknownSuiteError,
  withSurroundings,
} from './run-suite.ts';
export {
  type Figures,
  isSuiteReport,
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
