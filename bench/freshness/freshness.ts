import type { Benchmark, BenchmarkResult } from '../benchmark.ts';
import { RUNTIME, ShopProcess } from './shop-process.ts';

const SETTINGS = {
  users: 100_000,
  eventsPerSecond: 500,
  /** A server that has just started compiles its code: so long the first ones are not counted. */
  warmUpSeconds: 20,
  /** So long that what is done once a minute falls into it. */
  seconds: 60,
  /** Sent as fast as they can be. */
  burstEvents: 12_000,
  /** Sent on end, of all users in turns: whether so many can be sustained shows in how the lag goes on. */
  sustained: { eventsPerSecond: 3_100, seconds: 600 },
  curve: [100, 200, 1_000, 2_000, 3_000],
  curveSeconds: 4,
  smallUsers: 10_000,
  costEvents: 1_800,
  /** Upkeep falls into one stretch or another: what an event costs is the median of so many. */
  costStretches: 5,
  costEventsPerSecond: 200,
};

/** How soon an event is in its user's profile and pushed, how many a second can be, and what each costs. */
export const freshness: Benchmark = {
  name: 'freshness',
  description:
    'From the answer to an event to the push of the profile that knows it, by HTTP; the size is that of the shop whose cost an event is held against that of one of 10,000 users.',
  async run({ size = 1_000_000, onProgress = () => undefined }): Promise<BenchmarkResult> {
    const speed = await measureSpeed(onProgress);
    const small = await costsOf(SETTINGS.smallUsers, onProgress);
    const large = await costsOf(size, onProgress);
    const ratio = size === 1_000_000 ? 'cost_ratio_1m_10k' : `cost_ratio_${size}_10k`;
    return {
      figures: {
        ...speed,
        ...costFigures('10k', small),
        ...costFigures('large', large),
        [ratio]: quantile(large, 0.5) / quantile(small, 0.5),
      },
      spread: {},
      baselines: {},
      settings: { ...SETTINGS, largeUsers: size, flags: RUNTIME.flags.join(' ') },
      seeds: [1],
      backend: 'embedded store (PGlite)',
    };
  },
};

async function measureSpeed(
  onProgress: (message: string) => void,
): Promise<Record<string, number>> {
  const { users, eventsPerSecond, seconds, curve, curveSeconds, burstEvents, sustained } = SETTINGS;
  const { warmUpSeconds } = SETTINGS;
  onProgress(`a shop of ${users} users`);
  const shop = await ShopProcess.open(users);
  const send = async (events: number, rate: number) => {
    const cpuBefore = await shop.cpuSeconds();
    const report = await shop.send(events, rate);
    const cpuSeconds = (await shop.cpuSeconds()) - cpuBefore;
    const [median, last] = [0.5, 0.99].map((share) => quantile(report.latencies, share).toFixed(1));
    const pushed = (events / report.seconds).toFixed(0);
    onProgress(
      `${events} events, ${rate} a second: p50 ${median} ms, p99 ${last} ms, ${pushed} a second`,
    );
    return { ...report, cpuSeconds };
  };
  try {
    await send(warmUpSeconds * eventsPerSecond, eventsPerSecond);
    const figures: Record<string, number> = {};
    for (const rate of [eventsPerSecond, ...curve]) {
      const events = rate * (rate === eventsPerSecond ? seconds : curveSeconds);
      const { latencies, seconds: taken, cpuSeconds } = await send(events, rate);
      for (const share of [0.1, 0.5, 0.9, 0.99, 1]) {
        figures[`p${100 * share}_ms_at_${rate}`] = quantile(latencies, share);
      }
      figures[`pushed_per_s_at_${rate}`] = events / taken;
      figures[`cpu_ms_per_event_at_${rate}`] = (cpuSeconds * 1_000) / events;
    }
    for (const name of ['p50_ms', 'p99_ms', 'cpu_ms_per_event']) {
      figures[name] = figures[`${name}_at_${eventsPerSecond}`];
    }
    const burst = await send(burstEvents, burstEvents);
    figures.burst_events_per_s = burstEvents / burst.seconds;
    figures.burst_cpu_ms_per_event = (burst.cpuSeconds * 1_000) / burstEvents;
    return { ...figures, ...(await measureSustained(shop, sustained)) };
  } finally {
    await shop.close();
  }
}

/** Sends at one rate for long: figures of the whole, and the lag of each tenth. */
export async function measureSustained(
  shop: ShopProcess,
  { eventsPerSecond, seconds }: { readonly eventsPerSecond: number; readonly seconds: number },
): Promise<Record<string, number>> {
  const events = eventsPerSecond * seconds;
  const cpuBefore = await shop.cpuSeconds();
  const report = await shop.sendInTurns(events, eventsPerSecond);
  const { latencies, unclear, seconds: taken, slowed } = report;
  const tenths = Array.from({ length: 10 }, (_, place) => {
    const tenth = latencies.slice((place * events) / 10, ((place + 1) * events) / 10);
    return [`sustained_p50_ms_tenth_${place + 1}`, quantile(tenth, 0.5)];
  });
  return {
    sustained_events_per_s: events / taken,
    sustained_p50_ms: quantile(latencies, 0.5),
    sustained_p99_ms: quantile(latencies, 0.99),
    ...Object.fromEntries(tenths),
    sustained_cpu_ms_per_event: ((await shop.cpuSeconds()) - cpuBefore) * (1_000 / events),
    sustained_unclear_events: unclear,
    slowed_requests: slowed,
  };
}

/**
 * Processor time an event takes the whole server, in milliseconds, at a rate that leaves it room: of
 * each stretch.
 */
async function costsOf(
  users: number,
  onProgress: (message: string) => void,
): Promise<readonly number[]> {
  onProgress(`a shop of ${users} users`);
  const shop = await ShopProcess.open(users);
  try {
    const { costEvents, costEventsPerSecond, costStretches } = SETTINGS;
    await shop.send(500, costEventsPerSecond);
    const costs: number[] = [];
    while (costs.length < costStretches) {
      const before = await shop.cpuSeconds();
      await shop.send(costEvents, costEventsPerSecond);
      const cost = (((await shop.cpuSeconds()) - before) / costEvents) * 1_000;
      onProgress(`${cost.toFixed(3)} ms of processor time an event`);
      costs.push(cost);
    }
    return costs;
  } finally {
    await shop.close();
  }
}

function costFigures(users: string, costs: readonly number[]): Record<string, number> {
  return {
    [`cpu_ms_per_event_${users}`]: quantile(costs, 0.5),
    [`cpu_ms_per_event_${users}_least`]: quantile(costs, 0),
    [`cpu_ms_per_event_${users}_most`]: quantile(costs, 1),
  };
}

function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((one, two) => one - two);
  return sorted[Math.floor(share * (sorted.length - 1))]!;
}
