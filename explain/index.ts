export { ExplainError } from './explain-error.ts';
export {
  type ExplainOptions,
  ExplainService,
  type ExplainServiceOptions,
} from './explain-service.ts';
export type {
  Counterfactual,
  EvidenceEvent,
  Explanation,
  ExplanationFreshness,
  Factor,
  UnmetCondition,
} from './explanation.ts';
export { MAXIMUM_PLAYERS, shapleyValues } from './shapley.ts';
