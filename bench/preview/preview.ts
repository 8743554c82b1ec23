import type { Benchmark, BenchmarkResult } from '../benchmark.ts';
import { FILLING, type FilledShop, withFilledShop } from '../filled-shop/filled-shop.ts';
import { quantile } from '../quantile.ts';

const DEFAULT_USERS = 2_000;
const SETTINGS = { ...FILLING, repetitions: 10, warmUp: 2 };

/** As GraphQL asks where nothing is said. */
const AS_SERVED = { limit: 2_000, withinMs: 150 };
const purchases = { modality: 'transactions', type: 'purchase' };
const views = { modality: 'browsing', type: 'view' };
const buyers = {
  count: { ...purchases, where: { category: 'Category 1' }, within: '90d', atLeast: 1 },
};
/** What analysts ask for, from one window to friends. */
const RULES = {
  count: buyers,
  sequence: {
    sequence: { first: views, followedBy: purchases, gap: '7d', same: 'item', atLeast: 1 },
  },
  trend: { trend: { ...purchases, within: '30d', atLeast: 1 } },
  friends: { friends: { who: buyers, atLeast: 1 } },
  combination: {
    all: [
      buyers,
      { not: { trend: { ...views, within: '30d', atMost: -1 } } },
      { predicted: { name: 'lapse', atMost: 0.5 } },
    ],
  },
} as const;

/** What a rule would select, before it is stored: size with interval, sample, overlaps. */
export const preview: Benchmark = {
  name: 'preview',
  description: 'previewSegment for five rules; --size is the number of users (full size 100000).',
  run: (options) =>
    withFilledShop(options.size ?? DEFAULT_USERS, options, async (shop) => {
      options.onProgress?.('previewing');
      return measure(shop);
    }),
};

async function measure({ segments, userIds, backend }: FilledShop): Promise<BenchmarkResult> {
  const medians: Record<string, number> = {};
  const all: number[] = [];
  let judged = Number.POSITIVE_INFINITY;
  let width = 0;
  for (const [name, rule] of Object.entries(RULES)) {
    const times: number[] = [];
    for (let repetition = 0; repetition < SETTINGS.warmUp + SETTINGS.repetitions; repetition += 1) {
      const start = performance.now();
      const found = await segments.preview(rule, AS_SERVED);
      if (repetition >= SETTINGS.warmUp) times.push(performance.now() - start);
      judged = Math.min(judged, found.judged);
      width = Math.max(width, (found.interval[1] - found.interval[0]) / found.users);
    }
    medians[`${name}_median_ms`] = quantile(times, 0.5);
    all.push(...times);
  }
  return {
    figures: {
      ...{ median_ms: quantile(all, 0.5), p95_ms: quantile(all, 0.95) },
      ...medians,
      ...{ fewest_judged: judged, widest_interval: width, users: userIds.length },
    },
    spread: {},
    baselines: {},
    settings: { ...SETTINGS, rules: RULES },
    seeds: [1],
    backend,
  };
}
