import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Benchmark, BenchmarkResult } from '../benchmark.ts';
import type { ClientReport } from './client.ts';
import { difference } from './difference.ts';
import { ClientProcess, ServedProcess } from './served.ts';

const SETTINGS = {
  clients: 2,
  batchEvents: 100,
  inFlight: 16,
  batchesMade: 400,
  warmUpSeconds: 6,
  seconds: 30,
  secondsWithKill: 3,
  pushedAtOnce: 5000,
};
const BASELINE = { ...SETTINGS, warmUpSeconds: 3, seconds: 5, pushedAtOnce: 1 };
const KILL_AFTER_MS = 1_500;
/** What is sustained is what the worst so many seconds in a row gave. */
const WINDOW_SECONDS = 10;

/** Events into the embedded store through the Segment tracking API, with a kill -9 on the way. */
export const httpIngest: Benchmark = {
  name: 'http-ingest',
  description: 'Events by the Segment tracking API into the embedded store, none lost at kill -9.',
  async run({ onProgress = () => undefined }): Promise<BenchmarkResult> {
    onProgress(`one transaction for all who wait, ${SETTINGS.seconds} seconds`);
    const ours = await measure(SETTINGS, onProgress);
    onProgress('the baseline: one transaction a request');
    const alone = await measure(BASELINE, onProgress);
    return {
      figures: ours,
      spread: {},
      baselines: { 'one transaction a request': alone },
      settings: SETTINGS,
      seeds: [1, 2],
      backend: 'embedded store (PGlite)',
    };
  },
};

async function measure(
  settings: typeof SETTINGS,
  onProgress: (message: string) => void,
): Promise<Record<string, number>> {
  const folder = await mkdtemp(path.join(tmpdir(), 'portrait-http-ingest-'));
  const { pushedAtOnce, warmUpSeconds, seconds, secondsWithKill } = settings;
  const clients = await Promise.all(
    Array.from({ length: settings.clients }, (_, index) =>
      ClientProcess.start(index + 1, settings),
    ),
  );
  try {
    let server = await ServedProcess.start(folder, 0, pushedAtOnce);
    const { address } = server;
    await sendAll(clients, address, warmUpSeconds);
    const cpuBefore = await server.cpuSeconds();
    const measured = await sendAll(clients, address, seconds);
    const cpuSeconds = (await server.cpuSeconds()) - cpuBefore;
    onProgress('a kill -9 while both send');
    const killed = sendAll(clients, address, secondsWithKill);
    await sleep(KILL_AFTER_MS);
    await server.kill();
    const killedAt = performance.now();
    server = await ServedProcess.start(folder, Number(new URL(address).port), pushedAtOnce);
    const restartSeconds = (performance.now() - killedAt) / 1000;
    const { reports } = await killed;
    await server.kill();
    onProgress('counting what is stored');
    return {
      ...figuresOf(measured, cpuSeconds, settings),
      ...(await difference(
        folder,
        clients.flatMap((client) => [...client.acknowledged()]),
      )),
      resent: reports.reduce((sum, report) => sum + report.resent, 0),
      restart_s: restartSeconds,
    };
  } finally {
    for (const client of clients) client.end();
    await rm(folder, { recursive: true, force: true });
  }
}

interface Run {
  readonly reports: readonly ClientReport[];
  /** From the first sending to the last answer. */
  readonly seconds: number;
}

async function sendAll(
  clients: readonly ClientProcess[],
  address: string,
  seconds: number,
): Promise<Run> {
  const startedAt = performance.now();
  const reports = await Promise.all(clients.map((client) => client.send(address, seconds)));
  return { reports, seconds: (performance.now() - startedAt) / 1000 };
}

function figuresOf(
  { reports, seconds }: Run,
  cpuSeconds: number,
  { batchEvents, seconds: asked }: typeof SETTINGS,
): Record<string, number> {
  const events = batchEvents * reports.reduce((sum, { batches }) => sum + batches, 0);
  const perSecond = Array.from({ length: asked }, (_, second) =>
    reports.reduce((sum, report) => sum + (report.perSecond[second] ?? 0) * batchEvents, 0),
  );
  const window = Math.min(WINDOW_SECONDS, asked);
  const windows = Array.from({ length: asked - window + 1 }, (_, start) =>
    perSecond.slice(start, start + window).reduce((sum, count) => sum + count, 0),
  );
  const latencies = reports.flatMap((report) => report.latencies).sort((one, two) => one - two);
  const quantile = (share: number) => latencies[Math.floor(share * (latencies.length - 1))]!;
  return {
    events_per_s: events / seconds,
    [`slowest_${window}s_events_per_s`]: Math.min(...windows) / window,
    p50_ms: quantile(0.5),
    p99_ms: quantile(0.99),
    server_cpu_s_per_1000_events: cpuSeconds / (events / 1000),
  };
}
