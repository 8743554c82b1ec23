import { readCompleteJourney } from '../../datasets/complete-journey.ts';
import type { Suite } from '../../suite.ts';
import { evaluateMarketing } from './evaluate.ts';

/** Lapse, spend, coupon redemption and next categories of a grocer's households. */
export const marketingSuite: Suite = {
  name: 'marketing',
  description: 'Lapse, spend, redemption and next categories of 2,469 grocery households.',
  async run(options) {
    options.onProgress?.('Reading the data');
    return evaluateMarketing(await readCompleteJourney(options.dataFolder), options);
  },
};
