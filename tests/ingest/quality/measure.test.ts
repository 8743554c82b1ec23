import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { PreparedRecord } from '../../../ingest/commit/prepared.ts';
import { measure, merged } from '../../../ingest/quality/measure.ts';

const scalar = fc.oneof(
  fc.integer({ min: -1000, max: 1000 }),
  fc.constant(null),
  fc.string(),
  fc.boolean(),
);

const record = fc
  .record({
    value: fc.option(fc.integer({ min: -50, max: 50 })),
    item: fc.option(fc.constantFrom('i1', 'i2')),
    attributes: fc.dictionary(fc.constantFrom('url', 'size', 'colour'), scalar),
    deleted: fc.boolean(),
  })
  .map(({ value, item, attributes, deleted }): PreparedRecord => {
    const user = [{ kind: 'customer', value: 'somebody@shop.example' }];
    const event = { kind: 'event', part: 0, modality: 'browsing', type: 'view', at: 1 } as const;
    return {
      key: 'k',
      version: '',
      contentHash: 'h',
      deleted,
      parts: [{ ...event, user, other: null, itemId: item, value, attributes }],
      retracted: [],
      size: 1,
    };
  });

const asMap = (records: readonly PreparedRecord[]) => Object.fromEntries(merged(measure(records)));

test('figures of batches add up to those of all their records, however they are cut', () => {
  fc.assert(
    fc.property(fc.array(record), fc.nat(), (records, at) => {
      const cut = records.length === 0 ? 0 : at % (records.length + 1);
      const parts = [records.slice(0, cut), records.slice(cut)];
      const sum = merged(parts.flatMap((part) => measure(part)));
      assert.deepEqual(Object.fromEntries(sum), asMap(records));
    }),
  );
});

test('nothing that a record holds is in its figures: numbers, and names of fields', () => {
  const [made] = fc.sample(record, 1);
  const event = made!.parts[0]!;
  assert.ok(event.kind === 'event');
  const attributes = { 'somebody@shop.example': 1, plan: 'gold@shop.example', age: 41 };
  const told = measure([{ ...made!, deleted: false, parts: [{ ...event, attributes }] }]);
  assert.ok(!JSON.stringify(told).includes('@'));
  const fields = merged(told);
  assert.equal(fields.get('browsing.view.*')?.counted, 1, 'an address as a name is only counted');
  assert.equal(fields.get('browsing.view.plan')?.counted, 1);
  assert.equal(fields.get('browsing.view.age')?.maximum, 41);
});

test('a stream with any number of names is measured by a bounded number', () => {
  const [made] = fc.sample(record, 1);
  const event = made!.parts[0]!;
  assert.ok(event.kind === 'event');
  const attributes = Object.fromEntries(Array.from({ length: 5000 }, (_, n) => [`n${n}`, n]));
  const told = measure([{ ...made!, deleted: false, parts: [{ ...event, attributes }] }]);
  assert.ok(told.length <= 201, `${told.length}`);
});
