import { defaultModalities } from '../../../fusion/index.ts';
import type { Figures, Suite, SuiteOptions } from '../../suite.ts';
import { readYelp, yelpHistory } from '../yelp/dataset.ts';
import { YELP_MODALITIES } from '../yelp/training.ts';
import { demoInTime } from './demo.ts';
import { HOUSEHOLD_MODALITIES, householdsInTime } from './households.ts';
import { judgeShop } from './judge-shop.ts';
import type { Judgement } from './shop.ts';
import { worstGain } from './subsets.ts';
import { judgeYelp } from './yelp.ts';

interface JudgedShop {
  readonly modalities: readonly string[];
  judge(seed: number, options: SuiteOptions): Promise<Judgement>;
}

const yelp: JudgedShop = {
  modalities: YELP_MODALITIES,
  async judge(seed, options) {
    const data = await readYelp(seed, options.dataFolder);
    const items = new Map(data.items.map((item) => [item.id, item]));
    const histories = new Map(data.users.map((user) => [user.userId, yelpHistory(user, items)]));
    return judgeYelp(data, histories, seed, options);
  },
};
const completejourney: JudgedShop = {
  modalities: HOUSEHOLD_MODALITIES,
  judge: async (seed, options) =>
    judgeShop(await householdsInTime(options.dataFolder), seed, options),
};
const demo: JudgedShop = {
  modalities: defaultModalities()
    .list()
    .map(({ name }) => name),
  judge: async (seed, options) => judgeShop(await demoInTime(options), seed, options),
};
const SHOPS = { yelp, completejourney, demo };

/** One model for users who have only some of the modalities, against the best of them alone. */
function suiteOf(
  name: string,
  description: string,
  shops: Readonly<Record<string, JudgedShop>>,
  modalities: readonly string[],
): Suite {
  return {
    ...{ name, description, modalities },
    async run(options) {
      const [seed] = options.seeds ?? [1];
      let figures: Figures = {};
      const settings: Record<string, unknown> = {};
      let backend = '';
      for (const [shop, { judge }] of Object.entries(shops)) {
        const judged = await judge(seed, options);
        figures = { ...figures, ...judged.figures };
        settings[shop] = judged.settings;
        backend = judged.backend;
      }
      return {
        figures: { ...figures, worst_gain_low: worstGain(figures) },
        ...{ spread: {}, baselines: {}, settings, seeds: [seed], backend },
      };
    },
  };
}

export const missingSuites: readonly Suite[] = [
  suiteOf(
    'missing',
    'The same model for users who have only some of the modalities, against the best of them.',
    SHOPS,
    [],
  ),
  ...Object.entries(SHOPS).map(([shop, judged]) =>
    suiteOf(
      `missing-${shop}`,
      `The part of the suite 'missing' on ${shop}.`,
      { [shop]: judged },
      judged.modalities,
    ),
  ),
];
