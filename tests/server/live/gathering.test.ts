import assert from 'node:assert/strict';
import type { Socket } from 'node:net';
import { after, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { writeProfiles } from '../../resolvers/fixture.ts';
import { countWrites } from '../../support/count-writes.ts';
import { type Served, serve } from '../serve.ts';
import { openSubscription, type Transport } from './resuming-client.ts';

const USERS = 60;
const TRANSPORTS: readonly Transport[] = ['socket', 'stream'];

let served: Served;
let port: number;
const connections: Socket[] = [];
before(async () => {
  served = await serve();
  served.server.app.server.on('connection', (connection) => connections.push(connection));
  port = Number(new URL(await served.server.listen()).port);
});
after(() => served[Symbol.asyncDispose]());

for (const transport of TRANSPORTS) {
  test(`by ${transport}: changes that were written together leave together, in their order`, async () => {
    const { store } = served.fixture;
    const userIds = await store.users.resolve(
      Array.from({ length: USERS }, (_, index) => [{ kind: 'customer', value: `many-${index}` }]),
    );
    const { sequence: after } = await store.profiles.feed.end();
    const { events, dispose } = openSubscription(
      transport,
      port,
      'subscription ($after: SafeInteger) { profileChanged(afterSequence: $after) { sequence } }',
      { after },
    );
    const next = async () => (await events.next()).value.data!.profileChanged!.sequence;
    const first = next();
    await writeProfiles(store, userIds.slice(0, 1));
    const seen = [await first];
    const connection = connections.at(-1)!;
    const writes = countWrites(connection);
    await writeProfiles(store, userIds);
    while (seen.length < USERS + 1) seen.push(await next());
    const rows = await store.profiles.feed.read(await store.profiles.feed.placeOf(after), 1_000);
    assert.deepEqual(
      seen,
      rows.map(({ sequence }) => sequence),
    );
    assert.ok(writes.count > 0);
    assert.ok(writes.count <= 5, `${writes.count} writes`);
    dispose();
    while (!connection.destroyed) await sleep(5);
  });
}
