import type { Benchmark, BenchmarkResult } from '../benchmark.ts';
import { FILLING, type FilledShop, withFilledShop } from '../filled-shop/filled-shop.ts';
import { quantile } from '../quantile.ts';

const DEFAULT_USERS = 2_000;
const SETTINGS = { ...FILLING, rounds: 3 };

/** What a segment is like: of every learned segment, without and with what its members do. */
export const portrait: Benchmark = {
  name: 'portrait',
  description: 'Portraits of learned segments; --size is the number of users (full size 100000).',
  run: (options) =>
    withFilledShop(options.size ?? DEFAULT_USERS, options, async (shop) => {
      options.onProgress?.('portraying');
      return measure(shop);
    }),
};

async function measure(shop: FilledShop): Promise<BenchmarkResult> {
  const { segments, segmentIds, userIds, backend } = shop;
  const features: number[] = [];
  const whole: number[] = [];
  const cpu: number[] = [];
  // The first round warms up.
  for (let round = 0; round <= SETTINGS.rounds; round += 1) {
    for (const id of segmentIds) {
      const used = process.cpuUsage();
      const start = performance.now();
      const found = await segments.portrait(id, 'en');
      const seen = performance.now();
      await found.behaviour();
      const { user, system } = process.cpuUsage(used);
      if (round === 0) continue;
      features.push(seen - start);
      whole.push(performance.now() - start);
      cpu.push((user + system) / 1_000);
    }
  }
  return {
    figures: {
      median_ms: quantile(features, 0.5),
      p95_ms: quantile(features, 0.95),
      with_behaviour_median_ms: quantile(whole, 0.5),
      with_behaviour_median_cpu_ms: quantile(cpu, 0.5),
      segments: segmentIds.length,
      users: userIds.length,
      events: userIds.length * FILLING.eventsOfAUser,
    },
    spread: {},
    baselines: {},
    settings: SETTINGS,
    seeds: [1],
    backend,
  };
}
