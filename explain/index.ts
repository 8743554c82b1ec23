export type { Faithfulness } from './attribution/faithfulness.ts';
export type { Contrast } from './contrast.ts';
export { ExplainError } from './explain-error.ts';
export {
  type ExplainOptions,
  ExplainService,
  type ExplainServiceOptions,
  type ReadOutOptions,
} from './explain-service.ts';
export type {
  Counterfactual,
  EvidenceEvent,
  Explanation,
  ExplanationBody,
  ExplanationFreshness,
  Factor,
  RankedEvent,
  UnmetCondition,
} from './explanation.ts';
export type { GrowthCause, GrowthReason, SegmentGrowth } from './growth/explain-growth.ts';
export type { Open, ReadOutExplanation } from './open-explanation.ts';
export { MAXIMUM_PLAYERS, shapleyValues } from './shapley.ts';
