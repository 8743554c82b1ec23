import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { JsonObject } from '../../../connectors/index.ts';
import type { DeadLetter, Store } from '../../../store/index.ts';
import { onEveryStore } from '../../support/store.ts';
import { effective, ingestList, record, view, viewMapping, viewSource } from '../support.ts';

async function letters(store: Store): Promise<DeadLetter[]> {
  return (await store.deadLetters.page(null, { first: 100 })).rows.map(({ row }) => row);
}

const LONG = 'x'.repeat(10 * 1024 * 1024);
const bad: Record<string, [data: unknown, reason: string]> = {
  'a date in the future': [view('a', 'i', { time: '2025-06-03T00:00:00Z' }), 'time_in_future'],
  'a date before 1970': [view('a', 'i', { time: '1969-12-31T00:00:00Z' }), 'time_too_early'],
  'no date': [view('a', 'i', { time: 'soon' }), 'time_unparseable'],
  'a 10 MB string': [view('a', 'i', { url: LONG }), 'text_too_long'],
  'a 10 MB item id': [view('a', LONG), 'key_too_long'],
  'a 10 MB user id': [view(LONG, 'i'), 'key_too_long'],
  NaN: [view('a', 'i', { seconds: Number.NaN }), 'number_not_finite'],
  'the text NaN': [view('a', 'i', { seconds: 'NaN' }), 'number_not_finite'],
  'an infinite number': [view('a', 'i', { seconds: '1e999' }), 'number_not_finite'],
  'a NUL character': [view('a', 'i', { url: 'a\u0000b' }), 'text_malformed'],
  'half a surrogate pair': [view('a', 'i', { url: '\ud800' }), 'text_malformed'],
  'an unknown user': [{ time: '2025-03-01T10:00:00Z', item: 'i' }, 'user_missing'],
  'a value that the schema refuses': [view('a', 'i', { seconds: -1 }), 'event_invalid'],
  'a list for a value': [view('a', 'i', { url: ['x'] }), 'not_scalar'],
  'nesting without end': [view('a', 'i', { deep: nested(5000) }), 'too_deep'],
};

function nested(levels: number): JsonObject {
  let value: JsonObject = {};
  for (let level = 0; level < levels; level++) value = { value };
  return value;
}

onEveryStore('bad input', (open) => {
  test('each kind becomes a dead letter with its reason, and the good record beside it gets in', async () => {
    const store = await open();
    const messages = [
      ...Object.entries(bad).map(([name, [data]]) => record(name, data as JsonObject)),
      record(`key ${'k'.repeat(600)}`, view('a', 'i')),
      record('nul\u0000key', view('a', 'i')),
      record('good', view('a', 'i')),
    ];
    const report = await ingestList(store, messages, { stateEvery: 100 }).sync(viewSource());
    assert.equal(report.failure, null);
    assert.deepEqual([report.records, report.events], [messages.length, 1]);
    const found = new Map((await letters(store)).map((letter) => [letter.recordKey, letter]));
    assert.equal(found.size, messages.length - 1);
    for (const [name, [, reason]] of Object.entries(bad)) {
      assert.equal(found.get(name)?.reason, reason, name);
    }
    for (const letter of found.values()) {
      assert.ok(JSON.stringify(letter.record).length < 200_000);
      assert.doesNotMatch(letter.message, /xxx|kkk/, 'no message quotes a value');
    }
    assert.equal(report.byReason.key_too_long, 3);
    assert.equal((await effective(store)).length, 1);
    await store.close();
  });

  test('the same bad row, read again, is one letter', async () => {
    const store = await open();
    const messages = [record('1', view('', 'i'))];
    await ingestList(store, messages).sync(viewSource());
    await store.sources.remove('shop');
    await ingestList(store, messages).sync(viewSource());
    assert.equal(await store.deadLetters.count('shop'), 1);
    await store.close();
  });

  test('names that no modality has: told before anything is read, with the nearest', async () => {
    const store = await open();
    const map = { event: { ...viewMapping.event, type: 'veiw' } };
    const report = await ingestList(store, [record('1', view('a', 'i'))]).sync(viewSource(map));
    assert.deepEqual(report.failure, {
      stream: 'views',
      action: 'mend-config',
      message:
        'Source shop: streams.0.map.event.type: "veiw" is not an event type of browsing; did you mean "view"?',
    });
    assert.equal((await store.sources.status())[0]?.lastError, report.failure?.message);
    const modality = { event: { ...viewMapping.event, modality: { field: 'm' } } };
    const messages = [record('1', view('a', 'i', { m: 'browsin' }))];
    await ingestList(store, messages).sync(viewSource(modality));
    assert.match(
      (await letters(store))[0]!.message,
      /^Record [0-9a-f]{12} \(hash of its key\): No such modality; did you mean "browsing"\? Registered: browsing, social, location, transactions\.$/,
    );
    await store.close();
  });

  test('a source of another schema stops at once and leaves nothing behind', async () => {
    const store = await open();
    const messages = Array.from({ length: 50 }, (_, index) => record(`${index}`, { other: index }));
    const ingest = ingestList(store, messages, { batchRecords: 10 });
    const report = await ingest.sync(viewSource());
    assert.equal(report.failure?.action, 'stop');
    assert.match(
      report.failure?.message ?? '',
      /^All of the first 10 records of shop\/views were turned away, most often as time_missing: .*Nothing was stored\. Compare the mapping with what `portrait source discover shop` shows\.$/,
    );
    assert.equal(await store.deadLetters.count(null), 0);
    assert.equal(await store.sources.state('shop', 'views'), null);
    await store.close();
  });

  test('settings that the connector refuses, and secrets stay out of the words', async () => {
    const store = await open();
    const source = { ...viewSource(), config: { password: 'hunter2', pasword: 'hunter2' } };
    const report = await ingestList(store, []).sync(source);
    assert.equal(report.failure?.action, 'mend-config');
    assert.doesNotMatch(JSON.stringify(report), /hunter2/);
    const unknown = await ingestList(store, []).sync({ ...viewSource(), connector: 'nosuch' });
    assert.equal(unknown.failure?.message, 'Source shop: there is no connector "nosuch".');
    await store.close();
  });
});
