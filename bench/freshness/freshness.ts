import { fork } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Benchmark, BenchmarkResult } from '../benchmark.ts';
import { answerOf } from '../http-ingest/served.ts';
import type { Stretch, StretchReport } from './client-process.ts';

const SETTINGS = {
  users: 100_000,
  eventsPerSecond: 500,
  seconds: 20,
  /** Sent as fast as they can be: how fast they come out is what can be sustained. */
  burstEvents: 4_000,
  curve: [50, 100, 200, 300],
  curveSeconds: 5,
};

/** How soon an event is in its user's profile and pushed, and how many a second can be. */
export const freshness: Benchmark = {
  name: 'freshness',
  description: 'From the answer to an event to the push of the profile that knows it, by HTTP.',
  async run({ onProgress = () => undefined }): Promise<BenchmarkResult> {
    const folder = await mkdtemp(path.join(tmpdir(), 'portrait-freshness-'));
    const options = { execArgv: ['--import', 'tsx'] };
    onProgress(`a shop of ${SETTINGS.users} users`);
    const serve = new URL('./serve.ts', import.meta.url);
    const server = fork(serve, [folder, String(SETTINGS.users)], options);
    try {
      const [{ address }] = await answerOf<{ address: string }>(server);
      const client = fork(new URL('./client-process.ts', import.meta.url), [address], options);
      await answerOf(client);
      let firstUser = 0;
      const run = async (events: number, eventsPerSecond: number): Promise<StretchReport> => {
        onProgress(`${events} events, ${eventsPerSecond} a second`);
        const stretch: Stretch = { events, eventsPerSecond, firstUser };
        firstUser += events;
        const answer = answerOf<StretchReport>(client);
        client.send(stretch);
        return (await answer)[0];
      };
      await run(500, 100);
      const { eventsPerSecond, seconds, curveSeconds, burstEvents } = SETTINGS;
      const measured = await run(eventsPerSecond * seconds, eventsPerSecond);
      const curve: Record<string, number> = {};
      for (const rate of SETTINGS.curve) {
        const { latencies } = await run(rate * curveSeconds, rate);
        curve[`p50_ms_at_${rate}`] = quantile(latencies, 0.5);
        curve[`p99_ms_at_${rate}`] = quantile(latencies, 0.99);
      }
      const burst = await run(burstEvents, burstEvents);
      client.kill();
      return {
        figures: {
          p50_ms: quantile(measured.latencies, 0.5),
          p99_ms: quantile(measured.latencies, 0.99),
          sustained_events_per_s: burstEvents / burst.seconds,
          ...curve,
        },
        spread: {},
        baselines: {},
        settings: SETTINGS,
        seeds: [1],
        backend: 'embedded store (PGlite)',
      };
    } finally {
      server.kill('SIGKILL');
      await rm(folder, { recursive: true, force: true });
    }
  },
};

function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((one, two) => one - two);
  return sorted[Math.floor(share * (sorted.length - 1))]!;
}
