import { COUNTS, FEWEST_EVENTS } from './demo.ts';
import { PLANTED } from './planted.ts';

/** What each figure is, for whoever reads the document without the manual. */
export const PROTOCOL = {
  seeds:
    'Demo shops and models of seeds that the weighing of events was not chosen on (that was 1).',
  completeness_residual: `Score less baseline less factors, as a share of the difference; the greatest of ${COUNTS.completeness} users and of all answers that were served, over all seeds.`,
  deletion_ratio: `Move of the score without the five first events of the evidence, by that without five at random of the same modalities; means over ${COUNTS.deletion} users with at least ${FEWEST_EVENTS} events; the smaller of demo and Yelp.`,
  'planted_recall@10': `${PLANTED} events of somebody of another life style are put into a history; where the verdict turns, the share of them among the first ten events of the evidence; mean of learned segments, a trait's head, and rules.`,
  counterfactual_valid: `${COUNTS.change} users, each into another segment, and the answers served to ${COUNTS.served} users: the share of changes with which the model or the evaluator, run once more, gives the verdict that was said.`,
  counterfactual_changes: 'Median number of changes: the greater of those two.',
  random_weights_rho: `Mean rank correlation of the shares of events with those under random weights, ${COUNTS.random} users.`,
  shap_difference: 'Greatest difference from the Python package shap on exported models.',
} as const;
