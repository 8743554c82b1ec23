export {
  type Calibrator,
  calibrated,
  calibrateHeldOut,
  crossEntropy,
  fitCalibrator,
  fitPlatt,
} from './calibration/calibrator.ts';
export {
  type FeatureColumn,
  type FeatureTable,
  featureTable,
  HeadError,
  joinTables,
  rowOf,
  select,
  selectFeatures,
  selectRows,
  stackTables,
} from './feature-table.ts';
export {
  type BlendChoice,
  blendRow,
  blendTable,
  chooseBlend,
  fitBlend,
  type Ingredient,
  logLoss,
  type ScoreBlend,
  shareBlend,
  squaredLoss,
  withBags,
} from './score-blend.ts';
export { fitScorer, type Recipe, type Scorer, type ScoreShares, scoreTable } from './scorer.ts';
export { foldsOf, type Split } from './splits.ts';
