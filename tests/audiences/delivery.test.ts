import assert from 'node:assert/strict';
import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { after, afterEach, before, beforeEach, test } from 'node:test';
import { audienceDeclaration } from '../../audiences/declaration.ts';
import { Delivery } from '../../audiences/delivery.ts';
import { AudienceService, UnknownAudienceError } from '../../audiences/index.ts';
import { WebhookSink } from '../../audiences/webhook-sink.ts';
import { SequenceAheadError, SequenceExpiredError } from '../../store/index.ts';
import { openTestStore, type TestStore } from '../support/store.ts';
import { Receiver, SECRET } from './receiver.ts';

let store: TestStore;
let receiver: Receiver;
let now = Date.UTC(2026, 0, 1);
const clock = () => now;

before(async () => {
  store = await openTestStore({ clock, kind: 'embedded' });
});
after(() => store.close());
beforeEach(async () => {
  receiver = await Receiver.start();
});
afterEach(() => receiver.close());

/** Lets users enter a segment, or leave it, one change each. */
async function move(users: readonly string[], segmentId: string, member: boolean): Promise<void> {
  const verdict = member ? ('TRUE' as const) : ('FALSE' as const);
  const common = { segmentId, segmentVersion: 1, member, verdict, score: null, proof: {} };
  await store.memberships.replace(
    users.map((userId) => ({ userId, ...common, validUntil: null, at: now })),
  );
}

const onError = (error: unknown) => assert.fail(String(error));
let audiences = 0;

function declared(more: object = {}) {
  audiences += 1;
  const webhook = { url: receiver.url, secret: SECRET };
  return audienceDeclaration.parse({ id: `audience-${audiences}`, webhook, batch: 4, ...more });
}

function deliveryTo(
  audience: ReturnType<typeof declared>,
  owner = 'one',
  random = () => 0,
): Delivery {
  const sink = new WebhookSink(audience.webhook!, clock);
  return new Delivery({ store, audience, sink, owner, clock, random });
}

/** Steps until there is nothing more to do now. */
async function drain(delivery: Delivery): Promise<number> {
  const { signal } = new AbortController();
  let delivered = 0;
  for (;;) {
    const step = await delivery.step(signal);
    delivered += step.delivered;
    if (step.waitMs > 0) return delivered;
  }
}

const users = Array.from({ length: 5 }, (_, index) => `u_${index}`);

test('who enters and leaves is told in the words of the Segment specification, in order and signed', async () => {
  const [userId] = await store.users.resolve([[{ kind: 'email', value: 'one@example.org' }]]);
  await move([userId!], 'vip', true);
  await move([userId!], 'vip', false);
  await move(users, 'other', true);
  await drain(deliveryTo(declared({ segments: ['vip'] })));
  const [entered, left] = receiver.accepted;
  assert.equal(receiver.accepted.length, 2);
  assert.equal(receiver.forged, 0);
  const { sequence, ...properties } = entered!.properties;
  assert.deepEqual(properties, { audience_key: 'vip', vip: true });
  assert.equal(entered!.event, 'Audience Entered');
  assert.equal(entered!.userId, userId);
  assert.deepEqual(entered!.context.externalIds, [
    { id: 'one@example.org', type: 'email', collection: 'users', encoding: 'none' },
  ]);
  assert.equal(entered!.timestamp, new Date(now).toISOString());
  assert.equal(left!.event, 'Audience Exited');
  assert.equal(left!.properties.vip, false);
  assert.ok(Number(left!.properties.sequence) > Number(sequence));
});

test('whatever the jitter, a pause can be kept, and that deliveries fail is known', async () => {
  const audience = declared({ segments: ['jitter'] });
  await move(users, 'jitter', true);
  receiver.answer = () => ({ status: 503 });
  const delivery = deliveryTo(audience, 'one', () => 1 / 3);
  const { signal } = new AbortController();
  let step = await delivery.step(signal);
  // What other segments' changes came before is passed over.
  while (step.waitMs === 0) step = await delivery.step(signal);
  assert.equal(step.waitMs, 667);
  const state = (await store.audiences.states()).get(audience.id)!;
  assert.deepEqual([state.failingSince, state.nextAttemptAt], [now, now + 667]);
  assert.match(state.lastError!, /status 503/);
});

test('a receiver that is away is tried again with growing pauses, and then gets all in order', async () => {
  const audience = declared({ segments: ['away'] });
  const delivery = deliveryTo(audience);
  await move(users, 'away', true);
  receiver.answer = () => ({ status: 503 });
  const { signal } = new AbortController();
  const pauses: number[] = [];
  while (pauses.length < 4) {
    const { waitMs } = await delivery.step(signal);
    if (waitMs === 0) continue;
    pauses.push(waitMs);
    // Nothing is sent before its time.
    const sent = receiver.deliveries.length;
    await delivery.step(signal);
    assert.equal(receiver.deliveries.length, sent);
    now += waitMs;
  }
  assert.deepEqual(pauses, [500, 1_000, 2_000, 4_000]);
  const state = (await store.audiences.states()).get(audience.id)!;
  assert.equal(state.attempts, 4);
  assert.match(state.lastError!, /status 503/);
  assert.ok(state.failingSince !== null && state.failingSince < now);
  assert.equal(
    new Set(receiver.deliveries).size,
    1,
    'a delivery that is repeated has its id again',
  );
  receiver.answer = () => ({ status: 429, headers: { 'retry-after': '7' } });
  assert.equal((await delivery.step(signal)).waitMs, 7_000);
  now += 7_000;
  receiver.answer = () => ({ status: 200 });
  assert.equal(await drain(delivery), users.length);
  assert.deepEqual(
    receiver.sequences,
    receiver.sequences.toSorted((one, two) => one - two),
  );
  assert.equal((await store.audiences.states()).get(audience.id)!.failingSince, null);
});

test('one change that is refused for good holds up nobody and is shown', async () => {
  const audience = declared({ segments: ['picky'] });
  await move(users, 'picky', true);
  receiver.answer = (messages) => ({
    status: messages.some(({ userId }) => userId === 'u_2') ? 422 : 200,
  });
  assert.equal(await drain(deliveryTo(audience)), users.length - 1);
  assert.deepEqual(
    receiver.accepted.map(({ userId }) => userId),
    ['u_0', 'u_1', 'u_3', 'u_4'],
  );
  const options = { store, audiences: [audience], baseFolder: '.', clock, onError };
  const [status] = await new AudienceService(options).status();
  assert.equal(status!.deadEndCount, 1);
  assert.match(status!.deadEnds[0]!.message, /status 422/);
});

test('a process that ends without a word is followed by another, which loses nothing', async () => {
  const audience = declared({ segments: ['taken'], batch: 2 });
  const killed = deliveryTo(audience, 'killed');
  await move(users, 'taken', true);
  const { signal } = new AbortController();
  while ((await killed.step(signal)).delivered === 0);
  const before = receiver.sequences.length;
  const next = deliveryTo(audience, 'next');
  assert.equal(await drain(next), 0, 'the other one may still be at work');
  now += 60_000;
  await drain(next);
  assert.equal(receiver.sequences.length, users.length);
  assert.ok(before > 0 && before < users.length);
  assert.deepEqual(receiver.sequences, [...new Set(receiver.sequences)]);
  assert.equal(await drain(killed), 0, 'what was taken over stays so');
});

test('killed between the answer and the note of it, all of it comes twice, in order, and nothing is lost', async () => {
  const audience = declared({ segments: ['answered'], batch: 2 });
  await move(users, 'answered', true);
  await move(users, 'answered', false);
  const { signal } = new AbortController();
  const { advance } = store.audiences;
  const killed = deliveryTo(audience, 'killed');
  while ((await killed.step(signal)).delivered === 0);
  const known = receiver.sequences.length;
  // The answer is there, and of the process nothing comes any more: neither a note nor an end.
  store.audiences.advance = () => {
    throw new Error('killed');
  };
  await assert.rejects(
    async () => {
      for (;;) await killed.step(signal);
    },
    { message: 'killed' },
  );
  store.audiences.advance = advance;
  const twice = receiver.sequences.slice(known);
  assert.ok(twice.length > 0, 'it was answered');
  const next = deliveryTo(audience, 'next');
  assert.equal(await drain(next), 0, 'its own for as long as it may live');
  now += 60_000;
  await drain(next);
  const [first, again] = [receiver.sequences.slice(0, known), receiver.sequences.slice(known)];
  assert.deepEqual(again.slice(twice.length, 2 * twice.length), twice, 'delivered once more');
  const once = [...first, ...again.slice(twice.length)];
  assert.equal(once.length, 2 * users.length, 'nothing is lost, and nothing else comes twice');
  assert.deepEqual(
    once,
    [...once].sort((left, right) => left - right),
    'in order',
  );
  assert.deepEqual([...new Set(once)], once);
  const ids = receiver.accepted.map(({ messageId }) => messageId);
  assert.equal(new Set(ids).size, once.length, 'what comes twice has the same id');
  const state = (await store.audiences.states()).get(audience.id)!;
  assert.equal(state.delivered, once.length);
});

test('what an owner of before has delivered is not noted over what came after it', async () => {
  const audience = declared({ segments: ['fenced'] });
  await move(users, 'fenced', true);
  const slow = { id: audience.id, owner: 'slow', until: now + 10 };
  assert.ok(await store.audiences.claim(slow, now));
  now += 10;
  const quick = deliveryTo(audience, 'quick');
  await drain(quick);
  const place = await store.memberships.feed.end();
  const done = { delivered: 1, deadEnds: [], at: now };
  assert.equal(await store.audiences.advance(slow, null, place, done), false);
  assert.equal((await store.audiences.states()).get(audience.id)!.delivered, users.length);
});

test('what was read slowly is delivered within what is left of the claim, or not at all', {
  timeout: 40_000,
}, async (context) => {
  const audience = declared({ segments: ['slow'] });
  await move(users, 'slow', true);
  const { feed } = store.memberships;
  const read = feed.read.bind(feed);
  let takesMs = 0;
  context.mock.method(feed, 'read', async (...given: Parameters<typeof read>) => {
    const rows = await read(...given);
    now += takesMs;
    return rows;
  });
  const lastError = async () => (await store.audiences.states()).get(audience.id)!.lastError;
  const { signal } = new AbortController();
  const failing = async (delivery: Delivery) => {
    // What other segments' changes came before is passed over.
    let step = await delivery.step(signal);
    while (step.waitMs === 0) step = await delivery.step(signal);
    now += step.waitMs;
    return lastError();
  };
  const patient = deliveryTo(audience);
  receiver.answer = () => ({ status: 503 });
  assert.match((await failing(patient))!, /status 503/);

  takesMs = 55_000;
  const before = receiver.deliveries.length;
  assert.match((await failing(patient))!, /not read in time/);
  assert.equal(receiver.deliveries.length, before, 'nothing is sent that late');

  takesMs = 54_990;
  const silent = createServer().listen(0, '127.0.0.1');
  await once(silent, 'listening');
  const sockets = new Set<{ destroy(): void }>();
  silent.on('connection', (socket) => sockets.add(socket));
  const { port } = silent.address() as AddressInfo;
  const url = `http://127.0.0.1:${port}/`;
  const sink = new WebhookSink({ ...audience.webhook!, url, timeoutMs: 120_000 }, clock);
  const options = { store, audience, sink, owner: 'one', clock };
  assert.match((await failing(new Delivery(options)))!, /cannot be reached/);
  for (const socket of sockets) socket.destroy();
  silent.close();

  takesMs = 0;
  receiver.answer = () => ({ status: 200 });
  assert.equal(await drain(patient), users.length);
});

test('replayed, everything after a sequence comes once more under the same ids', async () => {
  const audience = declared({ segments: ['again'] });
  await move(users, 'again', true);
  await drain(deliveryTo(audience));
  const first = [...receiver.accepted];
  const options = { store, audiences: [audience], baseFolder: '.', clock, onError };
  const service = new AudienceService(options);
  await service.replay(audience.id, receiver.sequences[1]!);
  receiver.accepted.length = 0;
  await drain(deliveryTo(audience));
  assert.deepEqual(
    receiver.accepted.map(({ messageId }) => messageId),
    first.slice(2).map(({ messageId }) => messageId),
  );
  await assert.rejects(service.replay('nobody', 0), UnknownAudienceError);
  await assert.rejects(service.replay(audience.id, 1_000_000), SequenceAheadError);
});

test('started, the service delivers what is written while it runs, and lets go when it stops', async () => {
  const audience = declared({ segments: ['running'] });
  const options = { store, audiences: [audience], baseFolder: '.', clock, onError };
  const service = new AudienceService(options);
  service.start();
  await move(users, 'running', true);
  while (receiver.accepted.length < users.length) {
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  await service.stop();
  assert.equal(await drain(deliveryTo(audience, 'another')), 0);
});

test('where the beginning is no longer kept, an audience begins with what is', async () => {
  now += 1_000;
  await store.memberships.feed.forget(now);
  await move(users, 'late', true);
  const audience = declared({ segments: ['late'] });
  assert.equal(await drain(deliveryTo(audience)), users.length);
  const options = { store, audiences: [audience], baseFolder: '.', clock, onError };
  await assert.rejects(new AudienceService(options).replay(audience.id, 0), SequenceExpiredError);
});

test('that somebody was erased is told by the id that the receiver knows, and by nothing else', async () => {
  const [userId] = await store.users.resolve([[{ kind: 'email', value: 'gone@example.org' }]]);
  const audience = declared({ segments: ['erased-from'] });
  await move([userId!], 'erased-from', true);
  const delivery = deliveryTo(audience);
  await drain(delivery);
  await store.transaction((inside) => inside.erasures.takeAway(userId!, 'e1'));
  await drain(delivery);
  const [entered, left] = receiver.accepted;
  assert.equal(entered!.context.externalIds.length, 1);
  assert.deepEqual([left!.event, left!.userId], ['Audience Exited', userId]);
  assert.deepEqual(left!.context.externalIds, []);
  const later = now + 40 * 86_400_000;
  assert.deepEqual(await store.erasures.farewellsOver(later, [audience.id], 0), [userId]);
});
