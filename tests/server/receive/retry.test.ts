import assert from 'node:assert/strict';
import { createServer, type Server as HttpServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, describe, test } from 'node:test';
import RudderAnalytics from '@rudderstack/rudder-sdk-node';
import { Analytics } from '@segment/analytics-node';
import fc from 'fast-check';
import { basic, KEY, type Listening, listen, webSource } from './support.ts';

/**
 * Stands between client and server and passes everything on, but answers the first time with another
 * status after the server has taken the events in: the client cannot know that, and sends them again.
 */
async function liar(to: string, status: number): Promise<{ address: string; server: HttpServer }> {
  let lied = false;
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk) => chunks.push(chunk));
    request.on('end', async () => {
      const { host: _, connection: __, ...headers } = request.headers;
      const answer = await fetch(`${to}${request.url}`, {
        method: 'POST',
        headers: headers as Record<string, string>,
        body: Buffer.concat(chunks),
      });
      const text = await answer.text();
      if (lied) response.writeHead(answer.status);
      else response.writeHead(status, { 'retry-after': '1' });
      lied = true;
      response.end(text);
    });
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return { address: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, server };
}

describe('messages that are sent again', () => {
  let server: Listening;
  before(async () => {
    server = await listen([webSource()]);
  });
  after(() => server[Symbol.asyncDispose]());

  const namesOf = async (userId: string) => {
    const user = await server.store.users.find({ kind: 'user_id', value: userId });
    const events = (await server.store.events.ofUsers([user!])).get(user!)!;
    return events.map(({ attributes }) => attributes.name).sort();
  };

  for (const status of [503, 429]) {
    test(`analytics-node, answered ${status} once, sends the same ids again: they count once`, async () => {
      const between = await liar(server.address, status);
      const userId = `seg-${status}`;
      const analytics = new Analytics({ writeKey: KEY, host: between.address, maxRetries: 3 });
      for (const event of ['One', 'Two', 'Three']) analytics.track({ userId, event });
      await analytics.closeAndFlush();
      assert.deepEqual(await namesOf(userId), ['One', 'Three', 'Two']);
      between.server.close();
    });
  }

  test('rudder-sdk-node, answered 503 once, sends the same ids again: they count once', async () => {
    const between = await liar(server.address, 503);
    const rudder = new RudderAnalytics(KEY, { dataPlaneUrl: between.address, logLevel: 'none' });
    rudder.track({ userId: 'rudder', event: 'One' });
    rudder.track({ userId: 'rudder', event: 'Two' });
    await rudder.flush();
    await rudder.flush();
    assert.deepEqual(await namesOf('rudder'), ['One', 'Two']);
    between.server.close();
  });

  test('any messages, in any order, any batches and sent any number of times, count once', async () => {
    const at = '2025-06-01T10:00:00.000Z';
    let run = 0;
    const sendings = fc.array(
      fc.array(fc.record({ message: fc.nat(12), user: fc.nat(3) }), { minLength: 1, maxLength: 8 }),
      { minLength: 1, maxLength: 6 },
    );
    await fc.assert(
      fc.asyncProperty(sendings, async (requests) => {
        run += 1;
        const idOf = (message: number) => `run-${run}-${message}`;
        // A message id that is used again for other content is still the message that came first.
        const answers = await Promise.all(
          requests.map((items) =>
            server.post(
              '/v1/batch',
              {
                batch: items.map(({ message, user }) => ({
                  type: 'track',
                  messageId: idOf(message),
                  userId: `run-${run}-user-${user}`,
                  anonymousId: `run-${run}-device-${message % 2}`,
                  event: message % 3 === 0 ? 'Order Completed' : 'Signed Up',
                  properties: message % 3 === 0 ? { order_id: idOf(message), total: 5 } : {},
                  timestamp: at,
                })),
              },
              basic(),
            ),
          ),
        );
        assert.ok(answers.every(({ status }) => status === 200));
        const distinct = new Set(requests.flat().map(({ message }) => idOf(message)));
        const stored = (await server.events()).filter(({ recordKey }) =>
          recordKey.replace('order:', '').startsWith(`run-${run}-`),
        );
        assert.equal(stored.length, distinct.size);
        assert.equal(new Set(stored.map(({ recordKey }) => recordKey)).size, distinct.size);
      }),
      { numRuns: 25, seed: 6 },
    );
  });
});
