import assert from 'node:assert/strict';
import { test } from 'node:test';
import { qualityDeclaration } from '../../ingest/index.ts';
import { onEveryStore } from '../support/store.ts';
import { effective, ingestList, NOW, record, view, viewSource } from './support.ts';

const quarantined = { reason: 'quarantined' };

onEveryStore('quarantine', (open) => {
  test('what comes is kept aside whole, whatever its size, and let in by a replay', async () => {
    const store = await open();
    const long = { url: 'u'.repeat(1500), unmapped: 'x'.repeat(300_000), odd: '\u0000' };
    const messages = [record('1', view('a', 'i1')), record('2', view('b', 'i2', long))];
    const ingest = ingestList(store, messages);
    await store.sourceControls.quarantine('shop', 'a look first', NOW);
    const report = await ingest.sync(viewSource());
    assert.deepEqual(
      [report.records, report.events, report.quarantined, report.rejected, report.failure],
      [2, 0, 2, 0, null],
    );
    assert.deepEqual(await effective(store), []);
    const again = await ingest.sync(viewSource());
    assert.equal(again.records, 0, 'the source was read to its end and is not read twice');
    await store.sourceControls.release('shop', NOW);
    const replay = await ingest.replay([viewSource()], { sourceId: 'shop', ...quarantined });
    assert.deepEqual([replay.replayed, replay.failed, replay.notReplayable], [2, 0, 0]);
    const events = await effective(store);
    assert.deepEqual(events.map(({ recordKey }) => recordKey).sort(), ['1', '2']);
    const [status] = await store.sources.status();
    assert.deepEqual([status?.records, status?.events], [2, 2]);
    assert.equal(await store.deadLetters.count('shop'), 0);
    await store.close();
  });

  test('events of applications are kept aside and let in as well', async () => {
    const store = await open();
    const ingest = ingestList(store, []);
    await store.sourceControls.quarantine('api', 'a look first', NOW);
    const event = {
      externalIds: [{ kind: 'customer', value: 'a' }],
      modality: 'browsing',
      type: 'view',
      at: '2025-03-01T10:00:00Z',
      itemId: 'i1',
      messageId: 'm1',
    };
    const report = await ingest.accept([event, { ...event, messageId: 'm2' }, event]);
    assert.deepEqual([report.accepted, report.quarantined], [0, 3]);
    assert.equal(await store.deadLetters.count('api', quarantined), 2, 'sent twice, it is one');
    await store.sourceControls.release('api', NOW);
    const replay = await ingest.replay([], { sourceId: 'api', ...quarantined });
    assert.equal(replay.replayed, 2);
    assert.equal((await effective(store)).length, 2);
    await store.close();
  });

  test('what was kept aside can be dropped', async () => {
    const store = await open();
    const ingest = ingestList(store, [record('1', view('a', 'i1'))]);
    await store.sourceControls.quarantine('shop', 'a look first', NOW);
    await ingest.sync(viewSource());
    assert.equal(await ingest.discard({ sourceId: 'shop', ...quarantined }), 1);
    assert.equal((await ingest.replay([viewSource()])).replayed, 0);
    await store.close();
  });

  const quality = qualityDeclaration.parse({
    warn: { minimumRecords: 10 },
    quarantine: ['rejects', 'nulls'],
  });
  const DAY = 86_400_000;
  const good = (day: number, count = 40) =>
    Array.from({ length: count }, (_, n) =>
      record(`${day}-${n}`, view(`u${n}`, 'i1', { seconds: 5 })),
    );
  const missing = (day: number, count = 40) =>
    Array.from({ length: count }, (_, n) => record(`${day}-${n}`, view(`u${n}`, 'i1')));

  test('a bad load puts the source there by itself, and is kept aside with the batch that did', async () => {
    const store = await open();
    let now = NOW;
    const clock = () => now;
    const days = [good(0), good(1), missing(2)];
    for (const [index, messages] of days.entries()) {
      now = NOW + index * DAY;
      await store.sources.remove('shop');
      const ingest = ingestList(store, messages, { clock, quality, batchRecords: 10 });
      const report = await ingest.sync(viewSource());
      assert.equal(report.quarantined, index < 2 ? 0 : 40, `day ${index}`);
    }
    const control = await store.sourceControls.of('shop');
    assert.match(
      control?.quarantineReason ?? '',
      /^views: browsing\.view\.value is missing in 100 % of \d+; 0 % are usual\.$/,
    );
    assert.equal((await effective(store)).length, 80);
    // Lifted by a person, the rule rests for the day.
    await store.sourceControls.release('shop', now);
    const more = ingestList(store, missing(3), { clock, quality });
    await store.sources.remove('shop');
    assert.equal((await more.sync(viewSource())).quarantined, 0);
    await store.close();
  });

  test('paused and removed sources are not read; a running one stops at its next batch', async () => {
    const store = await open();
    const ingest = ingestList(store, [record('1', view('a', 'i1'))]);
    await store.sourceControls.pause('shop', NOW);
    const paused = await ingest.sync(viewSource());
    assert.equal(paused.records, 0);
    assert.match(
      paused.failure?.message ?? '',
      /^shop is paused since .* `portrait source resume shop`/,
    );
    await store.sourceControls.resume('shop');
    assert.equal((await ingest.sync(viewSource())).events, 1);
    await ingest.remove('shop', { data: true, dryRun: false });
    assert.match((await ingest.sync(viewSource())).failure?.message ?? '', /was removed since/);
    await store.close();
  });
});
