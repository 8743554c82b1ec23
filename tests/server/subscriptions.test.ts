import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { type Client, createClient } from 'graphql-ws';
import { WebSocket } from 'ws';
import { writeProfiles } from '../resolvers/fixture.ts';
import { type Served, serve, TOKEN } from './serve.ts';

let served: Served;
let address: string;
before(async () => {
  served = await serve();
  address = await served.server.listen();
});
after(() => served[Symbol.asyncDispose]());

interface Change {
  profileChanged: {
    sequence: number;
    userId: string;
    version: number;
    profile: { version: number };
  };
}

function connect(token: string | null = TOKEN): Client {
  return createClient({
    url: `${address.replace('http', 'ws')}/graphql`,
    webSocketImpl: WebSocket,
    retryAttempts: 0,
    ...(token && { connectionParams: { authorization: `Bearer ${token}` } }),
  });
}

const QUERY = `subscription ($users: [ID!], $after: SafeInteger) {
  profileChanged(userIds: $users, afterSequence: $after) { sequence userId version profile { version } user { id } } }`;

/** Takes changes until it has so many, then ends the subscription. */
async function take(
  client: Client,
  count: number,
  variables: Record<string, unknown>,
): Promise<Change['profileChanged'][]> {
  const changes: Change['profileChanged'][] = [];
  if (count === 0) return changes;
  for await (const { data, errors } of client.iterate<Change>({ query: QUERY, variables })) {
    assert.equal(errors, undefined);
    changes.push(data!.profileChanged);
    if (changes.length === count) break;
  }
  return changes;
}

test('a reader that goes away and comes back misses nothing and gets nothing twice', async () => {
  const { store, userIds } = served.fixture;
  const start = await store.profiles.feed.end();
  const seen: number[] = [];
  let last = start.sequence;
  for (const turn of [2, 5, 1]) {
    const client = connect();
    const writing = (async () => {
      for (let index = 0; index < 3; index += 1) await writeProfiles(store, userIds);
    })();
    for (const { sequence, profile, version } of await take(client, turn, { after: last })) {
      seen.push(sequence);
      last = sequence;
      assert.ok(profile.version >= version, 'the profile is never older than its change');
    }
    await client.dispose();
    await writing;
  }
  const client = connect();
  seen.push(
    ...(await take(client, 27 - seen.length, { after: last })).map(({ sequence }) => sequence),
  );
  await client.dispose();
  const all = (await store.profiles.feed.read(start, 1000)).map(({ sequence }) => sequence);
  assert.equal(all.length, 27);
  assert.deepEqual(seen, all);
});

test('only the users asked for, from now on', async () => {
  const { store, userIds } = served.fixture;
  const client = connect();
  const wanted = userIds[1]!;
  const changes = take(client, 2, { users: [wanted] });
  const writer = setInterval(() => void writeProfiles(store, userIds), 100);
  try {
    const [first, second] = await changes;
    assert.equal(first!.userId, wanted);
    assert.equal(second!.userId, wanted);
    assert.equal(second!.version, first!.version + 1);
  } finally {
    clearInterval(writer);
    await client.dispose();
  }
});

test('a reader that does not read holds nobody up and is not buffered for', async () => {
  const { store, userIds } = served.fixture;
  const { sequence: after } = await store.profiles.feed.end();
  const slow = connect().iterate<Change>({ query: QUERY, variables: { after } });
  const fast = connect();
  for (let turn = 0; turn < 100; turn += 1) await writeProfiles(store, userIds);
  const changes = await take(fast, 300, { after });
  assert.equal(changes.length, 300);
  const sequences: number[] = [];
  for await (const { data } of slow) {
    sequences.push(data!.profileChanged.sequence);
    if (sequences.length === 300) break;
  }
  assert.deepEqual(
    sequences,
    changes.map(({ sequence }) => sequence),
  );
  await fast.dispose();
});

test('what is left running is let go of when the connection ends', async () => {
  const client = connect();
  const changes = client.iterate<Change>({ query: QUERY });
  const pending = changes.next();
  const subscriptions = async () => {
    const metrics = (await served.server.app.inject('/metrics')).body;
    return Number(/^portrait_subscriptions (\d+)/m.exec(metrics)![1]);
  };
  const until = async (wanted: number) => {
    for (let turn = 0; (await subscriptions()) !== wanted; turn += 1) {
      assert.ok(turn < 100, `never ${wanted} subscriptions`);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  };
  await until(1);
  await client.dispose();
  await pending.catch(() => undefined);
  await until(0);
});

test('a wrong token, a query over the socket, and users that are not there are refused', async () => {
  const closed: unknown[] = [];
  const stranger = connect('wrong');
  await assert.rejects(take(stranger, 1, {}), (event) => {
    closed.push(event);
    return (event as { code?: number }).code === 4403;
  });
  const client = connect();
  const failure = async (query: string, variables = {}) => {
    try {
      for await (const result of client.iterate({ query, variables })) {
        if (result.errors) return JSON.stringify(result.errors);
      }
    } catch (error) {
      return JSON.stringify(error);
    }
    return 'no error';
  };
  assert.match(await failure('{ users { nodes { id } } }'), /Only subscriptions/);
  assert.match(await failure(QUERY, { users: ['u_nobody'] }), /UNKNOWN_USER/);
  assert.match(await failure(QUERY, { users: [] }), /BAD_USER_INPUT/);
  assert.match(await failure(QUERY, { after: -1 }), /BAD_USER_INPUT/);
  assert.match(await failure('subscription { nothing }'), /Cannot query field/);
  assert.match(await failure('subscription {'), /Syntax Error/);
  await client.dispose();
});

test('messages that make no sense close the connection, not the server', async () => {
  for (const message of ['{', '[]', '{"type":"what"}', 'x'.repeat(200_000)]) {
    const socket = new WebSocket(
      `${address.replace('http', 'ws')}/graphql`,
      'graphql-transport-ws',
    );
    await new Promise((resolve) => socket.once('open', resolve));
    const gone = new Promise((resolve) => socket.once('close', resolve));
    socket.on('error', () => undefined);
    socket.send(message);
    await gone;
  }
  assert.equal((await served.post({ query: '{ __typename }' })).statusCode, 200);
});

test('closing the server ends subscriptions and takes no more', async () => {
  const own = await serve();
  const url = `${(await own.server.listen()).replace('http', 'ws')}/graphql`;
  const client = createClient({
    url,
    webSocketImpl: WebSocket,
    retryAttempts: 0,
    connectionParams: { authorization: `Bearer ${TOKEN}` },
  });
  const pending = client
    .iterate({ query: QUERY })
    .next()
    .catch(() => undefined);
  await new Promise((resolve) => setTimeout(resolve, 200));
  await own[Symbol.asyncDispose]();
  await pending;
  await assert.rejects(fetch(url.replace('ws', 'http')));
});
