import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { basic, KEY, type Listening, listen, webSource } from './support.ts';

const NOW = Date.parse('2025-06-01T12:00:00Z');
const OFF = 'write-key-of-a-source-that-is-off';

const track = (more: object = {}) => ({ userId: 'ann', event: 'Signed Up', ...more });

describe('the table of answers', () => {
  let server: Listening;
  before(async () => {
    server = await listen(
      [webSource(), { id: 'off', connector: 'http', config: { writeKeys: [OFF], enabled: false } }],
      { clock: () => NOW },
    );
  });
  after(() => server[Symbol.asyncDispose]());

  const answer = async (path: string, body: unknown, headers: Record<string, string> = {}) => {
    const response = await server.post(path, body, headers);
    return { status: response.status, body: (await response.json()) as Record<string, unknown> };
  };
  const refused = async (path: string, body: unknown, headers = basic()) => {
    const before = (await server.events()).length;
    const { status, body: said } = await answer(path, body, headers);
    assert.equal(said.success, false);
    assert.equal((await server.events()).length, before);
    return status;
  };

  test('in quarantine: 200, kept aside once, and taken in when it is lifted', async () => {
    await using own = await listen([webSource()], { clock: () => NOW });
    const { store } = own;
    await store.sourceControls.quarantine('web', 'a look first', NOW);
    const waiting = () => store.deadLetters.count('web', { reason: 'quarantined' });
    const batch = [
      track({ type: 'track', messageId: 'q1' }),
      track({ type: 'track', messageId: 'q2' }),
    ];
    for (const _ of ['sent', 'sent again']) {
      assert.equal((await own.post('/v1/batch', { batch }, basic())).status, 200);
      assert.deepEqual([(await own.events()).length, await waiting()], [0, 2]);
    }
    await store.sourceControls.release('web', NOW);
    const { replayed, failed } = await own.replay('web');
    assert.deepEqual(
      [replayed, failed, (await own.events()).length, await waiting()],
      [2, 0, 2, 0],
    );
    assert.equal((await own.post('/v1/batch', { batch }, basic())).status, 200);
    assert.equal((await own.events()).length, 2, 'sent once more, they are known');
  });

  test('accepted: 200 and nothing else, whichever way the key is shown', async () => {
    const accepted = { status: 200, body: { success: true } };
    const noColon = { authorization: `Basic ${Buffer.from(KEY).toString('base64')}` };
    const bearer = { authorization: 'Bearer some-token' };
    assert.deepEqual(await answer('/v1/track', track(), basic()), accepted);
    assert.deepEqual(await answer('/v1/track', track(), noColon), accepted);
    assert.deepEqual(await answer('/v1/track', track({ writeKey: KEY })), accepted);
    assert.deepEqual(await answer('/v1/track', track({ writeKey: KEY }), bearer), accepted);
  });

  test('every address, in full and in one letter, as JSON and as text', async () => {
    const bodies = {
      identify: { traits: { plan: 'gold' } },
      track: { event: 'Signed Up' },
      page: { name: 'Home' },
      screen: { name: 'Home' },
      group: { groupId: 'club' },
      alias: { previousId: 'x' },
    };
    for (const [type, body] of Object.entries(bodies)) {
      for (const path of [`/v1/${type}`, `/v1/${type[0]}`]) {
        const said = { ...body, userId: `u-${path}`, writeKey: KEY };
        const { status } = await answer(path, JSON.stringify(said), {
          'content-type': 'text/plain',
        });
        assert.equal(status, 200, path);
        const known = await server.store.users.find({ kind: 'user_id', value: `u-${path}` });
        assert.ok(known !== null, path);
      }
    }
    const batch = { batch: [{ type: 'track', userId: 'ann', event: 'x' }], writeKey: KEY };
    assert.equal(
      (await answer('/v1/b', JSON.stringify(batch), { 'content-type': 'text/plain' })).status,
      200,
    );
  });

  test('too large, bad JSON, too many: 400', async () => {
    const large = (bytes: number) => track({ properties: { text: 'x'.repeat(bytes) } });
    assert.equal(await refused('/v1/track', large(33 * 1024)), 400);
    assert.equal(
      await refused('/v1/track', track({ properties: { text: '漢'.repeat(11_000) } })),
      400,
    );
    const items = (count: number, bytes: number) => ({
      batch: Array.from({ length: count }, () => ({ type: 'track', ...large(bytes) })),
    });
    assert.equal(await refused('/v1/batch', items(20, 30_000)), 400);
    assert.equal(await refused('/v1/batch', items(2501, 1)), 400);
    assert.equal(await refused('/v1/batch', { batch: [track(), large(33 * 1024)] }), 400);
    assert.equal(await refused('/v1/track', '{"userId": "ann'), 400);
    assert.equal(await refused('/v1/track', '[1]'), 400);
    assert.equal(await refused('/v1/track', ''), 400);
    assert.equal(await refused('/v1/batch', { batch: 'none' }), 400);
  });

  test('gzipped bodies are read; what is no gzip, or unpacks to too much, is refused', async () => {
    const gzip = { ...basic(), 'content-encoding': 'gzip' };
    const packed = (value: unknown) => gzipSync(JSON.stringify(value));
    assert.equal(
      (await answer('/v1/track', packed(track({ messageId: 'zipped' })), gzip)).status,
      200,
    );
    assert.equal(await refused('/v1/track', packed(track()).subarray(0, 20), gzip), 400);
    assert.equal(await refused('/v1/track', track(), gzip), 400);
    assert.equal(await refused('/v1/track', packed({ text: 'x'.repeat(50_000_000) }), gzip), 400);
    assert.equal(
      await refused('/v1/track', track(), { ...basic(), 'content-encoding': 'br' }),
      400,
    );
  });

  test('an unknown key: 401; a source that is switched off: 404', async () => {
    assert.equal(await refused('/v1/track', track(), basic('nobody')), 401);
    assert.equal(await refused('/v1/track', track(), {}), 401);
    assert.equal(await refused('/v1/track', track({ writeKey: `${KEY}x` }), {}), 401);
    assert.equal(await refused('/v1/track', track(), basic(OFF)), 404);
  });

  test('an event that is about nobody: 200, named in errors, kept as a dead letter', async () => {
    const before = await server.store.deadLetters.count('web');
    const batch = [
      { type: 'track', event: 'Nobody', messageId: 'm-1' },
      { type: 'track', userId: 'null', anonymousId: '0-0-0', event: 'Blocked', messageId: 'm-2' },
      { type: 'track', userId: 'ann', event: 'Good', messageId: 'm-3' },
      { type: 'trakc', userId: 'ann', messageId: 'm-4' },
      'what is this',
      { type: 'track', userId: 'ann', event: 'x', messageId: 'm'.repeat(100) },
      { type: 'track', userId: 'ann', event: 'x', messageId: 'm-7', timestamp: 'yesterday' },
    ];
    const { status, body } = await answer('/v1/batch', { batch }, basic());
    assert.equal(status, 200);
    assert.equal(body.success, true);
    const errors = body.errors as { index: number; messageId: string | null; reason: string }[];
    assert.deepEqual(
      errors.map(({ index, messageId, reason }) => [index, messageId, reason]),
      [
        [0, 'm-1', 'user_missing'],
        [1, 'm-2', 'user_missing'],
        [3, null, 'unreadable'],
        [4, null, 'unreadable'],
        [5, null, 'unreadable'],
        [6, 'm-7', 'time_unparseable'],
      ],
    );
    assert.doesNotMatch(JSON.stringify(body), /yesterday|trakc|what is this/);
    assert.equal((await server.store.deadLetters.count('web')) - before, 6);
    // Sent again, as a client does that saw no answer, it is no second letter.
    await answer('/v1/batch', { batch: batch.slice(0, 2) }, basic());
    assert.equal((await server.store.deadLetters.count('web')) - before, 6);
  });

  test('browsers may ask from any page, and are told where to send', async () => {
    const settings = await fetch(`${server.address}/v1/projects/${KEY}/settings`);
    assert.equal(settings.headers.get('access-control-allow-origin'), '*');
    const host = server.address.replace('http://', '');
    assert.deepEqual(await settings.json(), {
      integrations: { 'Segment.io': { apiKey: KEY, apiHost: `${host}/v1` } },
    });
    assert.equal((await fetch(`${server.address}/v1/projects/nobody/settings`)).status, 401);
    const preflight = await fetch(`${server.address}/v1/t`, {
      method: 'OPTIONS',
      headers: { origin: 'https://shop.example', 'access-control-request-method': 'POST' },
    });
    assert.equal(preflight.status, 204);
    assert.match(preflight.headers.get('access-control-allow-methods') ?? '', /POST/);
    const sent = await server.post('/v1/t', track(), {
      ...basic(),
      origin: 'https://shop.example',
    });
    assert.equal(sent.headers.get('access-control-allow-origin'), '*');
  });

  test('the server met no fault of its own in all this', () => {
    assert.deepEqual(server.faults, []);
  });
});

describe('throttling', () => {
  test('more a second than agreed: 429 with the time to wait, and nothing kept', async () => {
    let now = NOW;
    await using server = await listen([webSource({ limits: { eventsPerSecond: 10 } })], {
      clock: () => now,
    });
    const batch = (start: number) => ({
      batch: Array.from({ length: 10 }, (_, index) => ({
        type: 'track',
        ...track({ messageId: `m${start + index}` }),
      })),
    });
    assert.equal((await server.post('/v1/batch', batch(0), basic())).status, 200);
    const refused = await server.post('/v1/batch', batch(10), basic());
    assert.equal(refused.status, 429);
    assert.equal(refused.headers.get('retry-after'), '1');
    assert.equal(refused.headers.get('x-ratelimit-reset'), '1');
    assert.equal((await server.events()).length, 10);
    now += 1000;
    assert.equal((await server.post('/v1/batch', batch(10), basic())).status, 200);
    assert.equal((await server.events()).length, 20);
  });

  test('held back: 429 before the body is read, where the key comes with the headers', async () => {
    let heldBackMs = 2_000;
    await using server = await listen([webSource()], { heldBackMs: () => heldBackMs });
    const unreadable = '{"batch": [';
    const refused = await server.post('/v1/batch', unreadable, basic());
    assert.equal(refused.status, 429);
    assert.equal(refused.headers.get('retry-after'), '2');
    assert.equal(refused.headers.get('access-control-allow-origin'), '*');
    assert.equal((await server.post('/v1/batch', unreadable, basic('unknown'))).status, 400);
    const keyInside = { ...track({ messageId: 'm1' }), writeKey: KEY };
    assert.equal((await server.post('/v1/track', keyInside)).status, 429);
    heldBackMs = 0;
    assert.equal((await server.post('/v1/batch', unreadable, basic())).status, 400);
    assert.equal((await server.post('/v1/track', keyInside)).status, 200);
    assert.equal((await server.events()).length, 1);
  });

  test('more waiting than may wait: 429, and what waits is stored all the same', async () => {
    const gate = Promise.withResolvers<void>();
    await using server = await listen([webSource({ limits: { waitingEvents: 5 } })], {
      between: (store) =>
        new Proxy(store, {
          get(target, name) {
            if (name !== 'transaction') return Reflect.get(target, name, target);
            return async (...given: Parameters<typeof target.transaction>) => {
              await gate.promise;
              return target.transaction(...given);
            };
          },
        }),
    });
    const statuses: number[] = [];
    const sent = Array.from({ length: 12 }, async (_, index) => {
      const { status } = await server.post('/v1/track', track({ messageId: `w${index}` }), basic());
      statuses.push(status);
      if (statuses.length === 7) gate.resolve();
    });
    await Promise.all(sent);
    assert.deepEqual(statuses, [...Array(7).fill(429), ...Array(5).fill(200)]);
    assert.equal((await server.events()).length, 5);
  });
});

describe('a store that fails', () => {
  test('500, nothing kept and nothing told; others and the next sending are not touched', async () => {
    let failing = true;
    await using server = await listen([webSource()], {
      between: (store) =>
        new Proxy(store, {
          get(target, name) {
            if (name !== 'transaction') return Reflect.get(target, name, target);
            return (...[work]: Parameters<typeof target.transaction>) =>
              target.transaction(async (inside) => {
                const done = await work(inside);
                if (failing) throw new Error('no space left for ann@example.org');
                return done;
              });
          },
        }),
    });
    const identify = { userId: 'ann', messageId: 'i1', traits: { email: 'ann@example.org' } };
    const refused = await server.post('/v1/identify', identify, basic());
    assert.equal(refused.status, 500);
    const text = await refused.text();
    assert.doesNotMatch(text, /ann|space/);
    assert.equal(await server.store.users.count(), 0);
    assert.equal(server.faults.length, 1);
    failing = false;
    assert.equal((await server.post('/v1/identify', identify, basic())).status, 200);
    assert.equal(await server.store.users.count(), 1);
  });
});
