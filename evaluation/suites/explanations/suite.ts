import { openBackend } from '../../../fusion/index.ts';
import type { Suite } from '../../suite.ts';
import { deletionTest } from './deletion.ts';
import { COUNTS, FEWEST_EVENTS, judgeDemo } from './demo.ts';
import { PLANTED } from './planted.ts';
import { shapDifference } from './shap.ts';
import { YELP_TRAINING, yelpUsers } from './yelp.ts';

const SEED = 1;
const DEMO_USERS = 1500;

/** Whether explanations hold: complete, faithful, able to find a cause, in agreement with `shap`. */
export const explanationsSuite: Suite = {
  name: 'explanations',
  description:
    'Explanations put to the test: residual, deletion, planted causes, counterfactuals, random weights, shap.',
  async run(options) {
    const [seed = SEED] = options.seeds ?? [];
    const shap_difference = await shapDifference();
    const yelp = deletionTest(await yelpUsers(seed, COUNTS.deletion, FEWEST_EVENTS, options));
    const demo = await judgeDemo(seed, DEMO_USERS, options);
    const { figures, chance, deletion } = demo;
    return {
      figures: {
        ...figures,
        deletion_ratio: Math.min(deletion.ratio, yelp.ratio),
        deletion_ratio_yelp: yelp.ratio,
        shap_difference,
      },
      spread: {},
      baselines: {
        'events at random': { ...chance, deletion_ratio_demo: 1, deletion_ratio_yelp: 1 },
        'the latest events': {
          deletion_ratio_demo: deletion.latestRatio,
          deletion_ratio_yelp: yelp.latestRatio,
        },
      },
      curves: {
        'demo: how far the score moves, by events removed': deletion.curves,
        'Yelp: how far the score moves, by events removed': yelp.curves,
      },
      settings: {
        ...{ demoUsers: DEMO_USERS, counts: COUNTS, fewestEvents: FEWEST_EVENTS },
        ...{ planted: PLANTED, yelp: YELP_TRAINING },
      },
      seeds: [seed],
      backend: (await openBackend()).kind,
    };
  },
};
