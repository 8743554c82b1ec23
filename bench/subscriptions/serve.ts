// Serves a store with users whose profiles are written on demand: serve.ts <store options> <users>
import { setTimeout as sleep } from 'node:timers/promises';
import { releaseMemory } from '../../cli/release-memory.ts';
import { defaultModalities } from '../../fusion/index.ts';
import { AdaptationWatch, ModelRegistry } from '../../profiles/index.ts';
import type { Services } from '../../resolvers/index.ts';
import { createServer } from '../../server/index.ts';
import { openStore } from '../../store/index.ts';
import { TOKEN } from './token.ts';

/** What the benchmark asks of the server. */
export type Request =
  | { readonly what: 'memory' }
  /** Writes so many profiles, some at a time. */
  | {
      readonly what: 'write';
      readonly turns: number;
      readonly atOnce: number;
      readonly everyMs: number;
    };

const [place, users] = process.argv.slice(2) as [string, string];
const store = await openStore(JSON.parse(place));
const userIds = await store.users.resolve(
  Array.from({ length: Number(users) }, (_, index) => [{ kind: 'customer', value: `${index}` }]),
);
// Subscriptions, and the gauges that count them, stand on these services alone.
const models = new ModelRegistry(store, defaultModalities());
const services = {
  store,
  adaptation: new AdaptationWatch(store, models, { clock: Date.now }),
  clock: Date.now,
  onBackgroundError: console.error,
} as unknown as Services;
const server = await createServer({
  application: { services, ready: async () => true },
  token: TOKEN,
  onError: (error) => console.error(error),
});
releaseMemory();
const address = await server.listen();

let next = 0;
async function write(atOnce: number): Promise<void> {
  const computedAt = Date.now();
  const common = { modelId: 'model', asOf: computedAt, vector: [1, 2], summary: {}, computedAt };
  await store.profiles.upsert(
    Array.from({ length: atOnce }, () => {
      next += 1;
      return { userId: userIds[next % userIds.length]!, throughSequence: next, ...common };
    }),
  );
}

process.on('message', async (request: Request) => {
  if (request.what === 'write') {
    for (let turn = 0; turn < request.turns; turn += 1) {
      await write(request.atOnce);
      await sleep(request.everyMs);
    }
  }
  const { rss } = process.memoryUsage();
  process.send?.({ rss, cpu: process.cpuUsage(), open: await openSubscriptions() });
});
process.send?.({ address, userIds });

async function openSubscriptions(): Promise<number> {
  const { body } = await server.app.inject('/metrics');
  return Number(/^portrait_subscriptions (\d+)/m.exec(body)?.[1]);
}
