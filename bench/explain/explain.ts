import { ExplainService } from '../../explain/index.ts';
import { historiesOf } from '../../profiles/index.ts';
import type { Benchmark, BenchmarkResult } from '../benchmark.ts';
import { FILLING, type FilledShop, withFilledShop } from '../filled-shop/filled-shop.ts';
import { END } from '../filled-shop/imagined-shop.ts';
import { quantile } from '../quantile.ts';

const DEFAULT_USERS = 2_000;
const SETTINGS = { ...FILLING, explained: 300, changed: 20, warmUp: 20, encodedFromScratch: 5 };

/** One explanation of a learned segment with all of its evidence, of users all over the store. */
export const explain: Benchmark = {
  name: 'explain',
  description:
    'One explanation of a learned segment with all evidence; --size is the number of users (full size 100000).',
  run: (options) =>
    withFilledShop(options.size ?? DEFAULT_USERS, options, async (shop) => {
      options.onProgress?.('explaining');
      return measure(shop);
    }),
};

async function measure(shop: FilledShop): Promise<BenchmarkResult> {
  const { userIds, encodedIds, segmentIds, store } = shop;
  const service = new ExplainService(shop);
  const asked = evenly(encodedIds, SETTINGS.explained + SETTINGS.warmUp);
  const times: number[] = [];
  const cpu: number[] = [];
  const reading: number[] = [];
  const changes: number[] = [];
  let evidence = 0;
  for (const [at, userId] of asked.entries()) {
    const used = process.cpuUsage();
    const start = performance.now();
    const open = await service.open(userId, segmentIds[at % segmentIds.length]);
    await open.describe(open.ranked);
    const elapsed = performance.now() - start;
    const { user, system } = process.cpuUsage(used);
    if (at < SETTINGS.warmUp) continue;
    times.push(elapsed);
    cpu.push((user + system) / 1_000);
    evidence += open.evidenceCount;
    if (changes.length >= SETTINGS.changed) continue;
    const changing = performance.now();
    await open.change();
    changes.push(performance.now() - changing);
  }
  // Other users, whose rows no explanation has read before.
  for (const userId of evenly(userIds.slice(1), SETTINGS.explained)) {
    const start = performance.now();
    await historiesOf(store, [userId]);
    reading.push(performance.now() - start);
  }
  const scratch = await fromScratch(shop, asked.slice(0, SETTINGS.encodedFromScratch));
  return {
    figures: {
      median_ms: quantile(times, 0.5),
      p95_ms: quantile(times, 0.95),
      p99_ms: quantile(times, 0.99),
      median_cpu_ms: quantile(cpu, 0.5),
      history_median_ms: quantile(reading, 0.5),
      counterfactuals_median_ms: quantile(changes, 0.5),
      evidence_events: evidence / times.length,
      users: userIds.length,
      events: userIds.length * FILLING.eventsOfAUser,
    },
    spread: {},
    baselines: { 'every event encoded from scratch': { median_ms: quantile(scratch, 0.5) } },
    settings: SETTINGS,
    seeds: [1],
    backend: shop.backend,
  };
}

function evenly(userIds: readonly string[], count: number): string[] {
  const step = Math.max(1, userIds.length / count);
  return Array.from(
    { length: Math.min(count, userIds.length) },
    (_, at) => userIds[Math.floor(at * step)],
  );
}

/** What leaving every event out costs where the model encodes each variant as if it were new. */
async function fromScratch(
  { store, fusion }: FilledShop,
  userIds: readonly string[],
): Promise<number[]> {
  const times: number[] = [];
  for (const history of await historiesOf(store, userIds)) {
    const variants = history.events.map((left) => ({
      ...history,
      events: history.events.filter((event) => event !== left),
    }));
    const start = performance.now();
    await fusion.encode(variants, { asOf: END });
    times.push(performance.now() - start);
  }
  return times;
}
