import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { PackedStreams } from '../../../fusion/adaptation/packed-streams.ts';
import { StreamFingerprint } from '../../../fusion/adaptation/stream-fingerprint.ts';

const WIDTH = 3;

test('holds the rows that were written last, as they were written, and none beyond its room', () => {
  const writes = fc.array(fc.record({ owner: fc.nat(9), value: fc.double({ noNaN: true }) }), {
    maxLength: 60,
  });
  fc.assert(
    fc.property(writes, fc.integer({ min: 1, max: 6 }), (schedule, most) => {
      const packed = new PackedStreams(WIDTH, most);
      const expected = new Map<string, number>();
      for (const { owner, value } of schedule) {
        packed.write(String(owner), new Float64Array(WIDTH).fill(value));
        expected.delete(String(owner));
        expected.set(String(owner), value);
        for (const oldest of [...expected.keys()].slice(0, -most)) expected.delete(oldest);
        for (let other = 0; other <= 9; other += 1) {
          const row = new Float64Array(WIDTH).fill(Number.NaN);
          const known = expected.get(String(other));
          assert.equal(packed.read(String(other), row), known !== undefined);
          assert.deepEqual([...row], Array(WIDTH).fill(known ?? Number.NaN));
        }
      }
    }),
    { numRuns: 40 },
  );
});

test('goes on beyond one block of rows', () => {
  const packed = new PackedStreams(WIDTH, 5000);
  for (let own = 0; own < 5000; own += 1) packed.write(`${own}`, Float64Array.of(own, -own, 1));
  const row = new Float64Array(WIDTH);
  for (let own = 0; own < 5000; own += 1) {
    assert.ok(packed.read(`${own}`, row));
    assert.deepEqual([...row], [own, own === 0 ? -0 : -own, 1]);
  }
});

test('a fingerprint tells events apart by their ids, their items and their order', () => {
  const event = fc.tuple(fc.string({ maxLength: 5 }), fc.nat(3));
  const of = (events: readonly (readonly [string, number])[]) => {
    const fingerprint = new StreamFingerprint();
    for (const [id, item] of events) fingerprint.add(id, item);
    return fingerprint;
  };
  fc.assert(
    fc.property(
      fc.array(event, { maxLength: 5 }),
      fc.array(event, { maxLength: 5 }),
      (one, two) => {
        const same = JSON.stringify(one) === JSON.stringify(two);
        assert.equal(of(one).isSameAs(of(two)), same);
      },
    ),
    { numRuns: 2_000 },
  );
});
