import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { MappingError } from '../../ingest/index.ts';
import { onEveryStore } from '../support/store.ts';
import {
  effective,
  ingestList,
  ingestOn,
  record,
  scripted,
  view,
  viewMapping,
  viewSource,
} from './support.ts';

onEveryStore('dead letters', (open) => {
  const local = [
    record('1', view('a', 'i1', { time: '2025-03-01 10:00:00' })),
    record('2', view('a', 'i2', { time: '2025-03-01 11:00:00', seconds: 'oops' })),
    record('3', view('a', 'i3')),
  ];
  const zoned = { event: { ...viewMapping.event, timezone: 'Europe/Berlin' } };

  test('a mended mapping takes in what it can, once, and leaves the rest', async () => {
    const store = await open();
    const ingest = ingestList(store, local);
    const report = await ingest.sync(viewSource());
    assert.deepEqual(report.byReason, { time_zone_missing: 2 });
    const same = await ingest.replay([viewSource()]);
    assert.deepEqual([same.replayed, same.failed], [0, 2]);
    const mended = await ingest.replay([viewSource(zoned)]);
    assert.deepEqual(mended, {
      replayed: 1,
      failed: 1,
      byReason: { number_unparseable: 1 },
      notReplayable: 0,
    });
    assert.deepEqual((await effective(store)).map(({ recordKey }) => recordKey).sort(), ['1', '3']);
    assert.equal(await store.deadLetters.count('shop'), 1);
    await store.sources.remove('shop');
    const again = await ingestList(store, local).sync(viewSource(zoned));
    assert.deepEqual(
      [again.events, again.duplicates],
      [0, 2],
      'a replayed record read again counts once',
    );
    assert.equal((await ingest.replay([viewSource(zoned)], { sourceId: 'other' })).failed, 0);
    await store.close();
  });

  test('chosen letters only; what is not whole or not declared is said to be beyond replay', async () => {
    const store = await open();
    const messages = [
      ...local.slice(0, 1),
      record('4', view('a', 'i4', { time: '2025-03-01 10:00:00', url: 'x'.repeat(1_000_000) })),
      record('5', view('a', 'i5', { time: '2025-03-01 10:00:00', url: '\u0000' })),
    ];
    const connector = scripted(async function* () {
      yield* messages;
      yield {
        type: 'reject',
        stream: 'views',
        position: 'a.csv:7',
        raw: 'a;b',
        reason: 'No quote.',
      };
      yield { type: 'state', stream: 'views', state: 1 };
    });
    const ingest = ingestOn(store, connector);
    const report = await ingest.sync(viewSource());
    assert.equal(report.rejected, 4);
    const page = await store.deadLetters.page('shop', { first: 10 });
    const unreadable = page.rows.find(({ row }) => row.reason === 'unreadable')!.row;
    assert.deepEqual([unreadable.position, unreadable.message], ['a.csv:7', 'No quote.']);
    const one = await ingest.replay([viewSource(zoned)], { ids: [unreadable.id] });
    assert.deepEqual([one.replayed, one.failed, one.notReplayable], [0, 0, 1]);
    const gone = await ingest.replay([]);
    assert.equal(gone.notReplayable, 4);
    const all = await ingest.replay([viewSource(zoned)]);
    assert.deepEqual([all.replayed, all.failed, all.notReplayable], [1, 0, 3]);
    await store.close();
  });

  test('mapping functions: what they return is checked, what they throw is not repeated', async () => {
    const store = await open();
    const folder = await mkdtemp(path.join(tmpdir(), 'portrait-mapping-'));
    await writeFile(
      path.join(folder, 'map.ts'),
      `export const views = ({ data }) => {
         if (data.item === 'throws') throw new RangeError('about ' + data.user);
         if (data.item === 'text') return 'no list';
         if (data.item === 'kind') return [{ kind: 'evnt' }];
         const user = [{ kind: 'customer', value: data.user }];
         const event = { kind: 'event', modality: 'browsing', type: 'view', at: data.time, user, itemId: data.item };
         return data.item === 'twice' ? [{ ...event, part: 1 }, { ...event, part: 1 }] : [event];
       };
       export const other = 1;`,
    );
    const items = ['fine', 'throws', 'text', 'kind', 'twice'];
    const messages = items.map((item) => record(item, view('a', item)));
    const ingest = ingestList(store, messages, { baseFolder: folder });
    const report = await ingest.sync(viewSource('./map.ts#views'));
    assert.deepEqual([report.events, report.failure], [1, null]);
    assert.deepEqual(report.byReason, { mapping_failed: 1, mapping_output: 3 });
    const messagesOf = (await store.deadLetters.page('shop', { first: 9 })).rows.map(({ row }) =>
      row.message.split(': ').slice(1).join(': '),
    );
    assert.ok(messagesOf.includes('The mapping function threw a RangeError.'));
    const missing = await ingest.sync(viewSource('./map.ts#view'));
    assert.match(missing.failure?.message ?? '', /exports no function `view`; it exports views\.$/);
    await assert.rejects(ingest.replay([viewSource('./absent.ts#views')]), MappingError);
    await store.close();
    await rm(folder, { recursive: true });
  });
});
