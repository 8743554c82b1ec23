import assert from 'node:assert/strict';
import { on } from 'node:events';
import { connect } from 'node:net';
import { after, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { WebSocket } from 'ws';
import { writeProfiles } from '../../resolvers/fixture.ts';
import { type Served, serve, TOKEN } from '../serve.ts';
import { openSubscription, type Transport } from './resuming-client.ts';

type Told = { message: string; extensions: { code: string; lastSequence: number } };

const TRANSPORTS: readonly Transport[] = ['socket', 'stream'];
const QUERY = `subscription ($after: SafeInteger) {
  profileChanged(afterSequence: $after) { sequence version profile { version } } }`;

let served: Served;
let port: number;
before(async () => {
  served = await serve({ live: { waiting: 4, graceMs: 50, pollMs: 20 } });
  port = Number(new URL(await served.server.listen()).port);
});
after(() => served[Symbol.asyncDispose]());

/** How a subscription ends whose events are all taken at once. */
async function ending(transport: Transport, query: string, variables = {}): Promise<Told> {
  const { events, dispose } = openSubscription(transport, port, query, variables);
  try {
    for await (const { errors } of events as AsyncIterable<{ errors?: Told[] }>) {
      if (errors) return errors[0]!;
    }
  } catch (errors) {
    return (errors as Told[])[0]!;
  } finally {
    dispose();
  }
  throw new Error('It ended without a word.');
}

for (const transport of TRANSPORTS) {
  test(`by ${transport}: a sequence that was never given out is told, with the last one`, async () => {
    const { sequence } = await served.fixture.store.profiles.feed.end();
    const { message, extensions } = await ending(transport, QUERY, { after: sequence + 1_000 });
    assert.match(message, /was never given out here/);
    assert.equal(extensions.code, 'SEQUENCE_AHEAD');
    assert.equal(extensions.lastSequence, sequence);
  });

  test(`by ${transport}: a segment that is not there is refused`, async () => {
    const query = 'subscription { segmentMembershipChanged(segmentIds: ["none"]) { sequence } }';
    const { message, extensions } = await ending(transport, query);
    assert.equal(extensions.code, 'UNKNOWN_SEGMENT');
    assert.match(message, /List them/);
  });

  test(`by ${transport}: every event comes with the profile as it is then`, async () => {
    const { store, userIds } = served.fixture;
    const { sequence } = await store.profiles.feed.end();
    const { events, dispose } = openSubscription(transport, port, QUERY, { after: sequence });
    for (let turn = 0; turn < 3; turn += 1) {
      await writeProfiles(store, userIds.slice(0, 1));
      const { value } = await events.next();
      const { version, profile } = value.data.profileChanged as unknown as {
        version: number;
        profile: { version: number };
      };
      assert.equal(profile.version, version);
    }
    dispose();
  });

  test(`by ${transport}: who enters and leaves a segment is told, of the segments asked for`, async () => {
    const { store, userIds } = served.fixture;
    const [userId] = userIds as [string];
    const { sequence } = await store.memberships.feed.end();
    const { events, dispose } = openSubscription(
      transport,
      port,
      `subscription ($after: SafeInteger) {
        segmentMembershipChanged(segmentIds: ["night-owls"], afterSequence: $after) {
          change user { id } segment { id } } }`,
      { after: sequence },
    );
    const [row] = (await store.memberships.ofUsers([userId])).get(userId)!;
    for (const member of [!row!.member, row!.member]) {
      const verdicts = ['early-birds', 'night-owls'].map((segmentId) => ({
        ...row!,
        segmentId,
        member,
      }));
      await store.memberships.replace(verdicts);
    }
    for (const change of row!.member ? ['LEFT', 'ENTERED'] : ['ENTERED', 'LEFT']) {
      const { value } = await events.next();
      assert.deepEqual(value.data.segmentMembershipChanged, {
        change,
        user: { id: userId },
        segment: { id: 'night-owls' },
      });
    }
    dispose();
  });
}

test('a stream that is asked for in the wrong way says how to ask', async () => {
  const ask = (headers: Record<string, string>) =>
    served.post({ query: QUERY }, { url: '/graphql/stream', headers });
  const plain = await ask({ accept: '*/*' });
  assert.equal(plain.statusCode, 406);
  assert.match(plain.body, /Accept: text\/event-stream/);
  const stranger = await ask({ accept: 'text/event-stream', authorization: 'Bearer wrong' });
  assert.equal(stranger.statusCode, 401);
  const { extensions } = await ending('stream', '{ users { nodes { id } } }');
  assert.equal(extensions.code, 'BAD_REQUEST');
});

/** A subscription to whole profiles that can be left unread, and read to its end. */
interface Unread {
  /** Ends when something came; nothing is read. */
  began(): Promise<void>;
  /** Reads on until it ends. @returns the events in their order, and the last of which says why */
  rest(): Promise<string>;
}

const WHOLE = (after: number) =>
  `subscription { profileChanged(afterSequence: ${after}) { sequence profile { vector } } }`;

function unreadStream(after: number): Unread {
  const socket = connect(port, '127.0.0.1');
  const body = JSON.stringify({ query: WHOLE(after) });
  socket.write(
    `POST /graphql/stream HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${TOKEN}\r\n` +
      'accept: text/event-stream\r\ncontent-type: application/json\r\n' +
      `content-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
  );
  return {
    began: () => new Promise((resolve) => socket.once('readable', resolve)),
    rest: async () => {
      let text = '';
      for await (const bytes of socket) {
        text += String(bytes);
        if (text.includes('event: complete', text.length - 500)) break;
      }
      return text;
    },
  };
}

function unreadSocket(after: number): Unread {
  const socket = new WebSocket(`ws://127.0.0.1:${port}/graphql`, 'graphql-transport-ws');
  const send = (message: unknown) => socket.send(JSON.stringify(message));
  socket.once('open', () =>
    send({ type: 'connection_init', payload: { authorization: `Bearer ${TOKEN}` } }),
  );
  const messages = on(socket, 'message');
  const next = async () => String((await messages.next()).value?.[0]);
  let text = '';
  return {
    began: async () => {
      await next();
      send({ type: 'subscribe', id: '1', payload: { query: WHOLE(after) } });
      text = await next();
      socket.pause();
    },
    rest: async () => {
      socket.resume();
      for (let ended = false; !ended; ) {
        const message = await next();
        text += message;
        ended = JSON.parse(message).type === 'error';
      }
      socket.terminate();
      return text;
    },
  };
}

for (const [transport, unread] of [
  ['stream', unreadStream],
  ['socket', unreadSocket],
] as const) {
  test(`by ${transport}: who takes changes more slowly than they come is told so, with the last one that was sent`, async () => {
    const { store, userIds } = served.fixture;
    const start = (await store.profiles.feed.end()).sequence;
    // So large that a few of them fill the sockets' buffers.
    const vector = Array.from({ length: 15_000 }, (_, index) => index / 7);
    const write = () => writeProfiles(store, userIds, vector);
    const slow = unread(start);
    const began = slow.began();
    await write();
    await began;
    for (let turn = 0; turn < 12; turn += 1) await write();
    await sleep(60);
    const text = await slow.rest();
    const told = [...text.matchAll(/"profileChanged":\{"sequence":(\d+)/g)].map(([, at]) =>
      Number(at),
    );
    const last = Number(/"lastSequence":(\d+)/.exec(text)![1]);
    assert.match(text, /SLOW_CONSUMER/);
    assert.equal(told.at(-1), last);
    const rows = await store.profiles.feed.read(await store.profiles.feed.placeOf(start), 100_000);
    assert.deepEqual(
      told,
      rows.map(({ sequence }) => sequence).filter((sequence) => sequence <= last),
    );
  });
}

test('what is forgotten is told, with where to go on', async () => {
  const { store, userIds } = served.fixture;
  await writeProfiles(store, userIds);
  const [first] = await store.profiles.feed.read(await store.profiles.feed.placeOf(0), 1);
  const { feed } = store.profiles;
  const end = (await feed.end()).sequence;
  assert.ok((await feed.forget(Number.MAX_SAFE_INTEGER)) > 0);
  for (const transport of TRANSPORTS) {
    for (const gone of [0, first!.sequence, end - 1]) {
      const { message, extensions } = await ending(transport, QUERY, { after: gone });
      assert.equal(extensions.code, 'SEQUENCE_EXPIRED');
      assert.match(message, /no longer kept. Query what you show anew/);
      assert.equal(extensions.lastSequence, end);
    }
  }
  const { events, dispose } = openSubscription('stream', port, QUERY, { after: end });
  await writeProfiles(store, userIds.slice(0, 1));
  const { value } = await events.next();
  assert.ok(value.data.profileChanged!.sequence > end);
  dispose();
  assert.equal((await store.profiles.history(userIds[0]!)).length, 2, 'the last version stayed');
});

test('a server that stops says so, with the last one that was sent', async () => {
  const own = await serve();
  const { store, userIds } = own.fixture;
  port = Number(new URL(await own.server.listen()).port);
  const { sequence } = await store.profiles.feed.end();
  const endings = TRANSPORTS.map((transport) => ending(transport, QUERY, { after: sequence }));
  while (true) {
    const metrics = (await own.server.app.inject('/metrics')).body;
    if (/^portrait_subscriptions 2$/m.test(metrics)) break;
    await sleep(20);
  }
  await writeProfiles(store, userIds.slice(0, 1));
  const written = (await store.profiles.feed.end()).sequence;
  await sleep(200);
  const closing = own[Symbol.asyncDispose]();
  for (const told of await Promise.all(endings)) {
    assert.equal(told.extensions.code, 'SERVER_CLOSING');
    assert.equal(told.extensions.lastSequence, written);
  }
  await closing;
});
