import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { PackedStreams } from '../../../fusion/adaptation/packed-streams.ts';
import { StreamFingerprint } from '../../../fusion/adaptation/stream-fingerprint.ts';

const WIDTH = 3;

test('holds rows as they were written last, the last one among them, and none beyond its room', () => {
  const writes = fc.array(fc.record({ owner: fc.nat(9), value: fc.double({ noNaN: true }) }), {
    maxLength: 60,
  });
  fc.assert(
    fc.property(writes, fc.integer({ min: 1, max: 6 }), (schedule, most) => {
      const packed = new PackedStreams(WIDTH, most);
      const written = new Map<string, number>();
      for (const { owner, value } of schedule) {
        packed.write(String(owner), new Float64Array(WIDTH).fill(value));
        written.set(String(owner), value);
        const known = [...written].filter(([other, last]) => {
          const row = new Float64Array(WIDTH).fill(Number.NaN);
          if (packed.read(other, row)) assert.deepEqual([...row], Array(WIDTH).fill(last));
          else assert.deepEqual([...row], Array(WIDTH).fill(Number.NaN));
          return !Number.isNaN(row[0]);
        });
        assert.ok(known.some(([other]) => other === String(owner)));
        assert.equal(known.length, Math.min(most, written.size));
      }
    }),
    { numRuns: 40 },
  );
});

test('knows some of those who take turns, though not all have room', () => {
  const packed = new PackedStreams(WIDTH, 80);
  let known = 0;
  for (let turn = 0; turn < 20; turn += 1) {
    for (let owner = 0; owner < 100; owner += 1) {
      if (packed.read(`${owner}`, new Float64Array(WIDTH))) known += 1;
      packed.write(`${owner}`, new Float64Array(WIDTH));
    }
  }
  // Of rows that are given up in their order nobody would ever find one.
  assert.ok(known > 19 * 50, `${known} of 1900`);
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
