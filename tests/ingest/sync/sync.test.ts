import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ConnectorMessage } from '../../../connectors/index.ts';
import { onEveryStore } from '../../support/store.ts';
import {
  effective,
  ingestList,
  NOW,
  record,
  tombstone,
  view,
  viewMapping,
  viewSource,
} from '../support.ts';

onEveryStore('sync', (open) => {
  test('records become events, users and state; reading again changes nothing', async () => {
    const store = await open({ clock: () => NOW });
    const messages = [
      record('1', view('a', 'i1', { seconds: 5 })),
      record('2', view('b', 'i2')),
      record('3', view('a', 'i1')),
    ];
    const first = await ingestList(store, messages).sync(viewSource());
    assert.deepEqual(
      { records: first.records, events: first.events, unknownItems: first.unknownItems },
      { records: 3, events: 3, unknownItems: 3 },
    );
    assert.deepEqual(first.state, { views: 3 });
    assert.equal(first.failure, null);
    const before = await effective(store);
    assert.equal(before.length, 3);
    const second = await ingestList(store, messages).sync(viewSource());
    assert.equal(second.records, 0);
    await store.sources.remove('shop');
    const third = await ingestList(store, messages).sync(viewSource());
    assert.deepEqual([third.records, third.events, third.duplicates], [3, 0, 3]);
    assert.deepEqual(await effective(store), before);
    const [status] = await store.sources.status();
    assert.equal(status?.watermark, Date.parse('2025-03-01T10:00:00Z'));
    await store.close();
  });

  test('an empty source is no failure', async () => {
    const store = await open();
    const report = await ingestList(store, []).sync(viewSource());
    assert.deepEqual([report.records, report.events, report.failure], [0, 0, null]);
    assert.equal((await store.sources.status())[0]?.lastError, null);
    await store.close();
  });

  test('a newer version replaces the older one as a whole, whichever comes first', async () => {
    const lines = { each: 'lines', event: { ...viewMapping.event, item: 'each' } };
    const versions: ConnectorMessage[] = [
      record('1', view('a', '', { lines: ['x', 'y', 'z'] }), '1'),
      record('1', view('a', '', { lines: ['x'] }), '2'),
      record('2', view('a', '', { lines: ['x', 'y'] }), '1'),
      record('2', view('b', '', { lines: ['x', 'y'] }), '2'),
    ];
    for (const order of [versions, versions.toReversed()]) {
      for (const stateEvery of [1, 10]) {
        const store = await open();
        const options = { stateEvery, batchRecords: 1 };
        await ingestList(store, order, options).sync(viewSource(lines));
        const rows = await effective(store);
        const [a, b] = (await store.users.resolve([
          [{ kind: 'customer', value: 'a' }],
          [{ kind: 'customer', value: 'b' }],
        ])) as [string, string];
        assert.deepEqual(
          rows.map(({ userId, recordKey, itemId }) => [userId, recordKey, itemId]).sort(),
          [
            [a, '1', 'x'],
            [b, '2', 'x'],
            [b, '2', 'y'],
          ].sort(),
        );
        await store.close();
      }
    }
  });

  test('a deletion takes the events of a record away, with thin data and with full', async () => {
    const store = await open();
    const messages = [
      record('1', view('a', 'i1'), '1'),
      record('2', view('a', 'i2'), '1'),
      record('3', view('a', 'i3'), '1'),
      tombstone('1', '2'),
      tombstone('2', '2', view('a', 'i2')),
      tombstone('9', '2'),
      record('3', view('a', 'i3', { seconds: 1 }), '3'),
      tombstone('3', '2'),
    ];
    const report = await ingestList(store, messages, { batchRecords: 3 }).sync(viewSource());
    assert.equal(report.tombstones, 4);
    assert.deepEqual(
      (await effective(store)).map(({ recordKey }) => recordKey),
      ['3'],
    );
    assert.equal(report.rejected, 0);
    await store.close();
  });

  test('a deletion that comes before its record still counts', async () => {
    const store = await open();
    const messages = [tombstone('1', '2', view('a', 'i1')), record('1', view('a', 'i1'), '1')];
    await ingestList(store, messages, { batchRecords: 1, stateEvery: 1 }).sync(viewSource());
    assert.deepEqual(await effective(store), []);
    await store.close();
  });

  test('a version that passes `when` no more takes its event away, in either order', async () => {
    const open2 = { ...viewMapping, when: { field: 'status', equals: 'paid' } };
    const messages = [
      record('1', view('a', 'i1', { status: 'paid' }), '1'),
      record('1', view('a', 'i1', { status: 'void' }), '2'),
    ];
    for (const order of [messages, messages.toReversed()]) {
      const store = await open();
      const options = { batchRecords: 1, stateEvery: 1 };
      await ingestList(store, order, options).sync(viewSource(open2));
      assert.deepEqual(await effective(store), []);
      await store.close();
    }
  });

  test('a user merged after the first read is not counted under both ids', async () => {
    const store = await open();
    const messages = [
      record('1', view('a', 'i1')),
      record('2', view('b', 'i2')),
      record('3', view('a', 'i3', { email: 'e@x' })),
      record('4', view('b', 'i4', { email: 'e@x' })),
    ];
    await ingestList(store, messages, { batchRecords: 1, stateEvery: 1 }).sync(viewSource());
    const before = await effective(store);
    await store.sources.remove('shop');
    const again = await ingestList(store, messages).sync(viewSource());
    assert.deepEqual([again.events, again.duplicates, again.deletions], [0, 4, 0]);
    assert.deepEqual(await effective(store), before);
    assert.equal(before.length, 4);
    await store.close();
  });

  test('who refuses profiling leaves no events', async () => {
    const store = await open();
    const consent = {
      when: { field: 'allow', present: true },
      consent: { user: { customer: 'user' }, purpose: 'profiling', granted: 'allow', at: 'time' },
    };
    const views = { ...viewMapping, when: { field: 'item', present: true } };
    const messages = [
      record('1', view('a', 'i1')),
      record('2', { time: '2025-02-01T00:00:00Z', user: 'a', allow: 'no' }),
      record('3', view('b', 'i1')),
      record('4', { time: '2025-02-01T00:00:00Z', user: 'b', allow: 'no' }),
      record('5', { time: '2025-02-02T00:00:00Z', user: 'b', allow: 'yes' }),
    ];
    const report = await ingestList(store, messages).sync(viewSource([views, consent]));
    assert.deepEqual([report.events, report.refused], [1, 1]);
    assert.equal((await effective(store)).length, 1);
    await store.close();
  });

  test('items and traits: the newest version counts; the item may come after the event', async () => {
    const store = await open();
    const maps = [
      { when: { field: 'kind', equals: 'view' }, event: viewMapping.event },
      {
        when: { field: 'kind', equals: 'item' },
        item: { id: 'id', title: 'title', price: { field: 'price', as: 'number' } },
      },
      {
        when: { field: 'kind', equals: 'user' },
        user: { ids: { customer: 'user' }, traits: { city: 'city' } },
      },
    ];
    const messages = [
      record('1', { ...view('a', 'i1'), kind: 'view' }),
      record('i', { kind: 'item', id: 'i1', title: 'New', price: '2' }, '2'),
      record('i', { kind: 'item', id: 'i1', title: 'Old', price: '1' }, '1'),
      record('u', { kind: 'user', user: 'a', city: 'Bonn' }, '2'),
      record('u', { kind: 'user', user: 'a', city: 'Köln' }, '1'),
      record('x', { kind: 'other' }),
    ];
    const report = await ingestList(store, messages).sync(viewSource(maps));
    assert.deepEqual([report.events, report.ignored, report.rejected], [1, 1, 0]);
    const item = (await store.items.byIds(['i1'])).get('i1');
    assert.deepEqual([item?.title, item?.price], ['New', 2]);
    const userId = await store.users.find({ kind: 'customer', value: 'a' });
    assert.deepEqual((await store.users.traits([userId!])).get(userId!), { city: 'Bonn' });
    await store.close();
  });
});
