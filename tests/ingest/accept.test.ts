import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { IncomingEvent } from '../../ingest/index.ts';
import { onEveryStore } from '../support/store.ts';
import { effective, ingestList, NOW } from './support.ts';

const event: IncomingEvent = {
  externalIds: [{ kind: 'customer', value: 'a' }],
  modality: 'browsing',
  type: 'view',
  at: '2025-03-01T10:00:00+01:00',
  itemId: 'i1',
};

onEveryStore('accept', (open) => {
  test('good events are stored, bad ones told by their place, in one call', async () => {
    const store = await open({ clock: () => NOW });
    const ingest = ingestList(store, []);
    const report = await ingest.accept([
      { ...event, messageId: 'm1' },
      { ...event, messageId: 'm2', type: 'veiw' },
      { ...event, messageId: 'm3', at: '2025-03-01T10:00:00' },
      { ...event, messageId: 'm4', externalIds: [] },
      { ...event, messageId: 'm5', at: '2025-06-02T01:00:00Z' },
      { ...event, messageId: 'm6', value: Number.POSITIVE_INFINITY },
      {
        ...event,
        messageId: 'm7',
        modality: 'social',
        type: 'friend',
        itemId: null,
        otherExternalIds: [{ kind: 'customer', value: 'b' }],
      },
    ]);
    assert.deepEqual([report.accepted, report.duplicates, report.refused], [2, 0, 0]);
    assert.deepEqual(
      report.rejected.map(({ index, reason }) => [index, reason]),
      [
        [1, 'unknown_type'],
        [2, 'time_zone_missing'],
        [3, 'user_missing'],
        [4, 'time_in_future'],
        [5, 'number_not_finite'],
      ],
    );
    assert.equal(
      report.rejected[0]?.message,
      'browsing has no such event type; did you mean "view"? It has: view, click, dwell, search, cart, cart_removal, wishlist, page, action.',
    );
    assert.equal(await store.changes.reached(report.token, 'updater'), false);
    const [view] = (await effective(store)).filter(({ type }) => type === 'view');
    assert.equal(view?.at, Date.parse('2025-03-01T09:00:00Z'));
    assert.equal(view?.sourceId, 'api');
    await store.close();
  });

  test('a message sent again counts once, with an id or without', async () => {
    const store = await open({ clock: () => NOW });
    const ingest = ingestList(store, []);
    const batch = [{ ...event, messageId: 'm1' }, event, { ...event, itemId: 'i2' }];
    assert.equal((await ingest.accept(batch)).accepted, 3);
    const again = await ingest.accept(batch.toReversed());
    assert.deepEqual([again.accepted, again.duplicates], [0, 3]);
    const within = await ingest.accept([
      { ...event, messageId: 'm9' },
      { ...event, messageId: 'm9' },
    ]);
    assert.deepEqual([within.accepted, within.duplicates], [1, 1]);
    assert.equal((await effective(store)).length, 4);
    await store.close();
  });

  test('many senders at once lose and double nothing', async () => {
    const store = await open({ clock: () => NOW });
    const ingest = ingestList(store, []);
    const events = Array.from({ length: 40 }, (_, index) => ({
      ...event,
      externalIds: [{ kind: 'customer', value: `c${index % 5}` }],
      messageId: `m${index}`,
    }));
    const calls = Array.from({ length: 8 }, (_, sender) =>
      ingest.accept(events.filter((_event, index) => index % 4 === sender % 4)),
    );
    const reports = await Promise.all(calls);
    assert.equal(
      reports.reduce((sum, { accepted }) => sum + accepted, 0),
      40,
    );
    assert.equal((await effective(store)).length, 40);
    await store.close();
  });
});
