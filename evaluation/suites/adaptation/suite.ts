import type { Suite } from '../../suite.ts';
import { evaluateAdaptation } from './evaluate.ts';

/** How strongly each event counts: the learned policy beside rules that do not learn. */
export const adaptationSuite: Suite = {
  name: 'adaptation',
  description: 'The learned adaptation policy on film ratings and on planted switches of taste.',
  run: evaluateAdaptation,
};
