export {
  BOOSTING_DEFAULTS,
  type BoostedTrees,
  type BoostingSettings,
  expectedScore,
  featureImportances,
  fitBoostedTrees,
  treeScore,
  treeScores,
} from './boosted-trees.ts';
export { logistic, type ObjectiveName, objectiveOf } from './objective.ts';
export { treeShap } from './tree-shap.ts';
