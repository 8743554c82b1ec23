export { ranks, spearman } from '../../fusion/linear/rank-correlation.ts';
export { adjustedRandIndex } from '../../segments/learned/clustering/adjusted-rand-index.ts';
export {
  auprc,
  auroc,
  brierScore,
  calibrationError,
  calibrationErrorByChance,
} from './binary.ts';
export { type CatalogueScores, catalogueScores } from './catalogue.ts';
export { clusteredBootstrap } from './clustered-bootstrap.ts';
export { matchedAccuracy, normalisedMutualInformation } from './clustering.ts';
export { mean } from './mean.ts';
export { type Interval, pairedBootstrap } from './paired-bootstrap.ts';
export { type RankingScores, rankingScores } from './ranking.ts';
