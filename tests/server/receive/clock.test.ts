import assert from 'node:assert/strict';
import { test } from 'node:test';
import { END, openDesk, trainShop } from '../../profiles/fixture.ts';
import { basic, listen, webSource } from './support.ts';

const HOUR = 3_600_000;
const YEAR = 365 * 24 * HOUR;
const text = (at: number) => new Date(at).toISOString();
const viewed = (messageId: string, timestamp: number, sentAt?: number) => ({
  ...{ type: 'track', event: 'Product Viewed', userId: `visitor ${messageId}`, messageId },
  ...(sentAt !== undefined && { sentAt: text(sentAt) }),
  timestamp: text(timestamp),
  properties: { product_id: 'item3' },
});

test('a clock that is a year wrong is put right; a day ahead is let through; further ahead waits to be taken in when it is due', async () => {
  const desk = await openDesk(await trainShop(), 1);
  const updater = desk.updater();
  await using server = await listen([webSource()], { into: desk.store, clock: desk.now });
  const send = async (...batch: readonly object[]) => {
    const answer = await server.post('/v1/batch', { batch }, basic());
    assert.equal(answer.status, 200);
    await answer.body?.cancel();
  };
  await send(
    viewed('ahead', END + YEAR - HOUR, END + YEAR),
    viewed('behind', END - YEAR - 2 * HOUR, END - YEAR),
    viewed('local time', END + 23 * HOUR),
    viewed('far ahead', END + 25 * HOUR),
  );
  const times = async () => (await server.events()).map(({ at }) => at - END);
  assert.deepEqual(await times(), [-2 * HOUR, -HOUR, 23 * HOUR]);
  const { deadLetters } = desk.store;
  assert.equal(await deadLetters.count('web', { reason: 'time_in_future' }), 1);
  assert.equal(await deadLetters.count('web'), 1);

  // Its user has a profile at once, which speaks of the instant that the event names.
  await updater.drain();
  const owner = (await server.events()).at(-1)!.userId;
  assert.equal((await desk.store.profiles.byIds([owner])).get(owner)?.asOf, END + 23 * HOUR);

  assert.equal((await server.replay('web', 'time_in_future')).replayed, 0, 'not yet');
  desk.wait(2 * HOUR);
  assert.equal((await server.replay('web', 'time_in_future')).replayed, 1);
  assert.deepEqual(await times(), [-2 * HOUR, -HOUR, 23 * HOUR, 25 * HOUR]);
  await updater.drain();
  assert.deepEqual(server.faults, []);
});
