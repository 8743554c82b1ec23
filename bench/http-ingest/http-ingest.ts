import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Benchmark, BenchmarkResult } from '../benchmark.ts';
import type { ClientReport } from './client.ts';
import { difference } from './difference.ts';
import type { Expected } from './messages.ts';
import { answerOf, ServedProcess, startClient } from './served.ts';

const SETTINGS = {
  clients: 2,
  batchEvents: 100,
  inFlight: 8,
  warmUpBatches: 50,
  batches: 250,
  batchesWithKill: 60,
  pushedAtOnce: 5000,
};
const KILL_AFTER_MS = 400;
const PORT_OF = /:(\d+)$/;

/** What clients of one run saw, and what the server spent on it. */
interface Run {
  readonly acknowledged: readonly Expected[];
  readonly figures: Readonly<Record<string, number>>;
}

/** Clients' numbers, so that no two runs on one store send the same messages. */
let lastClient = 0;

/** Events into the embedded store through the Segment tracking API, with a kill -9 on the way. */
export const httpIngest: Benchmark = {
  name: 'http-ingest',
  description: 'Events by the Segment tracking API into the embedded store, none lost at kill -9.',
  async run({ onProgress = () => undefined }): Promise<BenchmarkResult> {
    onProgress('one transaction for all who wait');
    const ours = await measure(SETTINGS.pushedAtOnce, SETTINGS.batches);
    onProgress('the baseline: one transaction a request');
    const alone = await measure(1, SETTINGS.batches / 5);
    return {
      figures: ours,
      spread: {},
      baselines: { 'one transaction a request': alone },
      settings: SETTINGS,
      seeds: [1],
      backend: 'embedded store (PGlite)',
    };
  },
};

async function measure(pushedAtOnce: number, batches: number): Promise<Record<string, number>> {
  const folder = await mkdtemp(path.join(tmpdir(), 'portrait-http-ingest-'));
  try {
    let server = await ServedProcess.start(folder, 0, pushedAtOnce);
    const { address } = server;
    const warm = await run(server, SETTINGS.warmUpBatches);
    const measured = await run(server, batches);
    const port = Number(PORT_OF.exec(address)![1]);
    const sending = Promise.withResolvers<void>();
    const killed = sendAll(address, SETTINGS.batchesWithKill, { onStart: sending.resolve });
    await sending.promise;
    await sleep(KILL_AFTER_MS);
    await server.kill();
    server = await ServedProcess.start(folder, port, pushedAtOnce);
    const reports = await killed;
    await server.kill();
    const acknowledged = [warm, measured, ...reports].flatMap((one) => one.acknowledged);
    const resent = reports.reduce((sum, report) => sum + report.resent, 0);
    return { ...measured.figures, ...(await difference(folder, acknowledged)), resent };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function run(server: ServedProcess, batches: number): Promise<Run> {
  const before = await server.cpuSeconds();
  let seconds = 0;
  const reports = await sendAll(server.address, batches, {
    onEnd: (elapsed) => {
      seconds = elapsed;
    },
  });
  const cpu = (await server.cpuSeconds()) - before;
  const acknowledged = reports.flatMap((report) => report.acknowledged);
  const latencies = reports.flatMap((report) => report.latencies).sort((one, two) => one - two);
  const quantile = (share: number) => latencies[Math.floor(share * (latencies.length - 1))]!;
  return {
    acknowledged,
    figures: {
      events_per_s: acknowledged.length / seconds,
      p50_ms: quantile(0.5),
      p99_ms: quantile(0.99),
      server_cpu_s_per_1000_events: cpu / (acknowledged.length / 1000),
    },
  };
}

/** Lets all clients send at once, from the moment at which all of them have made their messages. */
async function sendAll(
  address: string,
  batches: number,
  hooks: { readonly onStart?: () => void; readonly onEnd?: (seconds: number) => void } = {},
): Promise<ClientReport[]> {
  const numbers = Array.from({ length: SETTINGS.clients }, () => ++lastClient);
  const clients = await Promise.all(
    numbers.map((number) => startClient(number, { ...SETTINGS, batches })),
  );
  const startedAt = performance.now();
  const reports = clients.map((client) => answerOf<ClientReport>(client));
  for (const client of clients) client.send(address);
  hooks.onStart?.();
  const told = (await Promise.all(reports)).map(([report]) => report);
  hooks.onEnd?.((performance.now() - startedAt) / 1000);
  return told;
}
