import { type ChildProcess, fork } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Runtime, runtimeOf } from '../../bin/runtime.js';
import type { Benchmark, BenchmarkResult } from '../benchmark.ts';
import { EmptyPlace } from '../empty-place.ts';
import { answerOf } from '../http-ingest/served.ts';
import type { Request } from './serve.ts';
import type { Subscribers } from './subscribers.ts';

const SETTINGS = { subscriptions: 2_000, turns: 250, profilesATurn: 10, everyMs: 20 };
const MEGABYTE = 1_000_000;
const SETTLE_MS = 2_000;

interface State {
  readonly rss: number;
  readonly cpu: NodeJS.CpuUsage;
  readonly open: number;
}

/** Open subscriptions, each on a connection of its own, while profiles are written. */
export const subscriptions: Benchmark = {
  name: 'subscriptions',
  description:
    'Memory and push latency of 2,000 open subscriptions; on PostgreSQL where DATABASE_URL names one.',
  async run({ onProgress = () => undefined }): Promise<BenchmarkResult> {
    const place = await EmptyPlace.make();
    const runtime = runtimeOf(['serve'], process.env);
    const given = [JSON.stringify(place.options), String(SETTINGS.subscriptions)];
    const server = start('serve.ts', given, runtime);
    const clients = start('subscribers.ts');
    try {
      const [{ address, userIds }] = await answerOf<Subscribers>(server);
      const ask = async (request: Request): Promise<State> => {
        const answer = answerOf<State>(server);
        server.send(request);
        return (await answer)[0];
      };
      const empty = await ask({ what: 'memory' });
      onProgress(`opening ${userIds.length} subscriptions`);
      const asked = answerOf(clients);
      clients.send({ address, userIds });
      await asked;
      let idle = await ask({ what: 'memory' });
      while (idle.open < userIds.length) {
        await sleep(100);
        idle = await ask({ what: 'memory' });
      }
      onProgress('writing profiles');
      const { turns, profilesATurn: atOnce, everyMs } = SETTINGS;
      const startedAt = performance.now();
      const busy = await ask({ what: 'write', turns, atOnce, everyMs });
      const seconds = (performance.now() - startedAt) / 1000;
      await sleep(SETTLE_MS);
      const told = answerOf<{ latencies: number[] }>(clients);
      clients.send('latencies');
      const latencies = (await told)[0].latencies.sort((one, two) => one - two);
      const quantile = (share: number) => latencies[Math.floor(share * (latencies.length - 1))]!;
      return {
        figures: {
          open: busy.open,
          rss_mb: Math.max(idle.rss, busy.rss) / MEGABYTE,
          rss_without_mb: empty.rss / MEGABYTE,
          kb_per_subscription: (idle.rss - empty.rss) / userIds.length / 1000,
          written: turns * atOnce,
          pushed: latencies.length,
          pushed_per_s: latencies.length / seconds,
          p50_ms: quantile(0.5),
          p99_ms: quantile(0.99),
          cpu_ms_per_push: cpuMs(idle, busy) / latencies.length,
        },
        spread: {},
        baselines: {},
        settings: { ...SETTINGS, flags: runtime.flags.join(' ') },
        seeds: [],
        backend: place.name,
      };
    } finally {
      server.kill('SIGKILL');
      clients.kill('SIGKILL');
      await place.remove();
    }
  },
};

function start(
  script: string,
  given: readonly string[] = [],
  { flags, environment }: Runtime = { flags: [], environment: process.env },
): ChildProcess {
  const execArgv = [...flags, '--import', 'tsx'];
  return fork(new URL(script, import.meta.url), given, { execArgv, env: environment });
}

function cpuMs(before: State, after: State): number {
  const of = ({ cpu }: State) => (cpu.user + cpu.system) / 1000;
  return of(after) - of(before);
}
