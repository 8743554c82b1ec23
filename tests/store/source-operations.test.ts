import assert from 'node:assert/strict';
import { after, before, it } from 'node:test';
import type { FieldStatistics } from '../../store/index.ts';
import { onEveryStore, type TestStore } from '../support/store.ts';

const MINUTE = 60_000;
const NOW = 1_700_000_040_000;

function statistics(field: string, numbers: readonly number[]): FieldStatistics {
  return {
    field,
    counted: numbers.length,
    numbers: numbers.length,
    minimum: Math.min(...numbers),
    maximum: Math.max(...numbers),
    total: numbers.reduce((sum, number) => sum + number, 0),
    squares: numbers.reduce((sum, number) => sum + number * number, 0),
  };
}

onEveryStore('operating sources', (open) => {
  let store: TestStore;
  before(async () => {
    store = await open();
  });
  after(() => store.close());

  it('keeps switches: the first reason of a quarantine stays, a release notes its time', async () => {
    const controls = store.sourceControls;
    assert.equal(await controls.of('a'), null);
    await controls.quarantine('a', 'too many rejects', 10);
    await controls.quarantine('a', 'something else', 20);
    const on = await controls.of('a');
    assert.deepEqual([on?.quarantinedAt, on?.quarantineReason], [10, 'too many rejects']);
    await controls.release('a', 30);
    const off = await controls.hold('a');
    assert.deepEqual([off.quarantinedAt, off.quarantineReason, off.releasedAt], [null, null, 30]);
    await controls.pause('a', 40);
    await controls.endRemoval('a', 50);
    await controls.resume('a');
    const resumed = await controls.of('a');
    assert.deepEqual([resumed?.pausedAt, resumed?.removedAt], [null, null]);
  });

  it('counts a run from nothing, and throughput by the minute for an hour', async () => {
    const { sourceRuns } = store;
    await sourceRuns.begin('r', 's', NOW);
    const batch = { records: 10, events: 8, rejected: 2 };
    await sourceRuns.add('r', 's', { ...batch, at: NOW });
    await sourceRuns.add('r', 's', { ...batch, at: NOW + 30 * MINUTE });
    await sourceRuns.add('r', 's', { ...batch, at: NOW + 30 * MINUTE });
    await sourceRuns.end('r', 's', NOW + 31 * MINUTE, 'retry');
    const [run] = await sourceRuns.all();
    assert.deepEqual(
      [run?.records, run?.events, run?.endedAt, run?.failedAction],
      [30, 24, NOW + 31 * MINUTE, 'retry'],
    );
    const since = async (at: number) => (await sourceRuns.throughput(at))[0]?.records ?? 0;
    assert.equal(await since(NOW - MINUTE), 30);
    assert.equal(await since(NOW), 20);
    assert.equal(await since(NOW + 40 * MINUTE), 0);
    await sourceRuns.begin('r', 's', NOW + 40 * MINUTE);
    const [again] = await sourceRuns.all();
    assert.deepEqual([again?.records, again?.endedAt, again?.failedAction], [0, null, null]);
    await sourceRuns.add('r', 's', { ...batch, at: NOW + 200 * MINUTE });
    assert.equal(await since(0), 10, 'what is older than an hour and a half is dropped');
  });

  it('adds up daily figures, drops old days, and never grows beyond its bound', async () => {
    const { sourceQuality } = store;
    await sourceQuality.add('q', 's', 100, [statistics('x', [1, 5])]);
    await sourceQuality.add('q', 's', 100, [statistics('x', [-3])]);
    const [sum] = await sourceQuality.read('q');
    assert.deepEqual(
      [sum?.counted, sum?.minimum, sum?.maximum, sum?.total, sum?.squares],
      [3, -3, 5, 3, 35],
    );
    const many = Array.from({ length: 300 }, (_, index) => statistics(`f${index}`, [index]));
    await sourceQuality.add('q', 's', 100, many);
    await sourceQuality.add(
      'q',
      's',
      100,
      many.map((one) => ({ ...one, field: `other ${one.field}` })),
    );
    await sourceQuality.add('q', 's', 100, [
      ...many,
      statistics('late', [1]),
      statistics('x', [1]),
    ]);
    const fields = await sourceQuality.read('q', { fromDay: 100 });
    assert.ok(fields.length <= 700, `${fields.length} fields`);
    assert.ok(!fields.some(({ field }) => field === 'late'), 'a new name finds no room');
    assert.equal(fields.find(({ field }) => field === 'x')?.counted, 4, 'a known one goes on');
    await sourceQuality.add('q', 's', 136, [statistics('x', [1])]);
    assert.deepEqual(
      (await sourceQuality.read('q')).map(({ day }) => day),
      [136],
    );
  });

  it('finds, counts and drops dead letters by stream, reason and id', async () => {
    const letter = (id: string, stream: string, reason: string) => ({
      id,
      sourceId: 'l',
      stream,
      recordKey: null,
      position: null,
      reason,
      message: 'm',
      record: null,
      at: 1,
    });
    const { deadLetters } = store;
    await deadLetters.add([letter('1', 'a', 'x'), letter('2', 'a', 'y'), letter('3', 'b', 'x')]);
    assert.equal(await deadLetters.count('l', { reason: 'x' }), 2);
    assert.equal(await deadLetters.count('l', { reason: 'x', stream: 'b' }), 1);
    assert.deepEqual(
      (await deadLetters.reasons('l')).map(({ stream, reason, count }) => [stream, reason, count]),
      [
        ['a', 'x', 1],
        ['a', 'y', 1],
        ['b', 'x', 1],
      ],
    );
    const page = await deadLetters.page('l', { first: 5 }, { stream: 'a' });
    assert.equal(page.rows.length, 2);
    assert.equal(await deadLetters.discard('l', { ids: ['2', '3'], stream: 'a' }), 1);
    assert.equal(await deadLetters.discard('other'), 0);
    await deadLetters.markReplayed(['1'], 5);
    assert.equal(await deadLetters.discard('l'), 1, 'what was replayed is a record of what was');
  });
});
