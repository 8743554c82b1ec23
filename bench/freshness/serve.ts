// Serves a shop whose users have a history and whose profiles follow: serve.ts <folder> <users>
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { loadConfiguration } from '../../config/index.ts';
import { RandomSource } from '../../fusion/tensor/random-source.ts';
import { UPDATER } from '../../profiles/index.ts';
import { Application, createServer } from '../../server/index.ts';
import type { NewEvent, Store } from '../../store/index.ts';
import { WRITE_KEY } from '../http-ingest/client.ts';
import { TOKEN } from '../subscriptions/token.ts';
import { customer, PRODUCTS, product } from './events.ts';

/** So many users teach the model; the others come after it, with as many events each. */
const TAUGHT_USERS = 400;
/** A purchase and views: enough of these for the policy to decide how the next one counts. */
const EVENTS_A_USER = 9;
const USERS_AT_ONCE = 2_000;
const HISTORY_MS = 30 * 86_400_000;

const CONFIGURATION = `
sources:
  - { id: web, connector: http, config: { writeKeys: [${WRITE_KEY}] } }
segments:
  - { id: keen, name: Keen, description: Viewed often., rule: { count: { modality: browsing, type: view, within: 7d, atLeast: 3 } } }
training:
  prepare: { factors: 8, candidates: 20, randomCandidates: 5 }
  fit: { epochs: 1 }
`;

const [folder, users] = process.argv.slice(2) as [string, string];
const file = path.join(folder, 'portrait.yaml');
await writeFile(file, CONFIGURATION);
const application = await Application.open({
  configuration: await loadConfiguration(file),
  folder: path.join(folder, 'store'),
  clock: Date.now,
  log: (message, facts) => console.error(message, facts ?? ''),
});
const { services } = application;
const random = RandomSource.fromSeed(1);
await services.store.items.upsert(
  Array.from({ length: PRODUCTS }, (_, number) => ({
    id: product(number),
    title: `Product ${number}`,
    categories: [`Category ${number % 10}`],
    price: 9,
    latitude: null,
    longitude: null,
    attributes: {},
    sourceId: 'shop',
    version: '1',
    contentHash: '',
  })),
);
await fill(0, TAUGHT_USERS);
const signal = new AbortController().signal;
await application.train({ signal, onProgress: () => undefined });
await fill(TAUGHT_USERS, Number(users));
await pass(services.store);
application.follow();
const server = await createServer({
  application: { services, ready: application.ready },
  token: TOKEN,
  port: 0,
  push: await application.pushSources(),
});
const address = await server.listen();
process.on('message', () => process.send?.({ cpu: process.cpuUsage() }));
process.send?.({ address });

/** Gives users what they did before the run: written straight into the store, which is not what is measured. */
async function fill(from: number, to: number): Promise<void> {
  const now = Date.now();
  for (let start = from; start < to; start += USERS_AT_ONCE) {
    const numbers = Array.from(
      { length: Math.min(USERS_AT_ONCE, to - start) },
      (_, k) => start + k,
    );
    const userIds = await services.store.users.resolve(
      numbers.map((user) => [{ kind: 'user_id', value: customer(user) }]),
    );
    await services.store.events.append(
      userIds.flatMap((userId, place) =>
        Array.from({ length: EVENTS_A_USER }, (_, index) =>
          earlier(userId, numbers[place], index, now),
        ),
      ),
    );
  }
}

function earlier(userId: string, user: number, index: number, now: number): NewEvent {
  const bought = index === 0;
  const id = `before-${user}-${index}`;
  return {
    ...{ id, userId, sourceId: 'before', stream: 'events', recordKey: id, part: 0, version: '1' },
    ...{ contentHash: id, deleted: false, otherUserId: null, attributes: {} },
    modality: bought ? 'transactions' : 'browsing',
    type: bought ? 'purchase' : 'view',
    at: now - Math.floor(random.uniform() * HISTORY_MS),
    itemId: product(random.below(PRODUCTS)),
    value: bought ? 10 : null,
  };
}

/** Lets the updater begin with what comes: profiles of users that do nothing are not what is measured. */
async function pass(store: Store): Promise<void> {
  for (;;) {
    const { changes } = await store.changes.read(await store.changes.position(UPDATER), 10_000);
    const last = changes.at(-1);
    if (last === undefined) return;
    await store.changes.savePosition(UPDATER, last.cursor);
  }
}
