import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { canonicalJson } from '../../../ingest/identity/canonical-json.ts';
import { contentHash, deletionHash, eventId } from '../../../ingest/identity/event-id.ts';
import { hashParts } from '../../../ingest/identity/hash.ts';

test('canonical JSON does not depend on the order of keys, and tells different values apart', () => {
  assert.equal(canonicalJson({ b: 1, a: [true, null] }), '{"a":[true,null],"b":1}');
  assert.notEqual(canonicalJson({ a: null }), canonicalJson({ a: Number.NaN }));
  assert.notEqual(canonicalJson({ a: '1' }), canonicalJson({ a: 1 }));
  fc.assert(
    fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (value) => {
      const shuffled = Object.fromEntries(Object.entries(value).reverse());
      assert.equal(canonicalJson(shuffled), canonicalJson(value));
      const stored = JSON.parse(JSON.stringify(value));
      assert.equal(canonicalJson(stored), canonicalJson(value), 'survives being stored');
    }),
  );
});

test('where one part ends and the next begins counts', () => {
  assert.notEqual(hashParts(['ab', 'c']), hashParts(['a', 'bc']));
  assert.notEqual(hashParts(['a', '']), hashParts(['a']));
  fc.assert(
    fc.property(fc.array(fc.string()), fc.array(fc.string()), (left, right) => {
      assert.equal(
        hashParts(left) === hashParts(right),
        canonicalJson(left) === canonicalJson(right),
      );
    }),
  );
});

test('an id is the same in every process, and differs where anything differs', () => {
  const identity = {
    sourceId: 'shop',
    stream: 'orders',
    recordKey: '17',
    part: 0,
    version: '2025-03-01T10:00:00.000Z',
    contentHash: contentHash('{}'),
  };
  assert.equal(
    eventId(identity),
    '3160c9924f73844f6f2be03882edc314d6c57acbd26fb4f6d865e3d216cfb61b',
  );
  const others = [
    { ...identity, sourceId: 'shop2' },
    { ...identity, stream: 'clicks' },
    { ...identity, recordKey: '18' },
    { ...identity, part: 1 },
    { ...identity, version: '' },
    { ...identity, contentHash: deletionHash('{}') },
  ];
  assert.equal(new Set([identity, ...others].map(eventId)).size, 7);
});

test('of a record and its deletion at one version the deletion is the greater', () => {
  fc.assert(
    fc.property(fc.string(), fc.string(), (record, deletion) => {
      assert.ok(deletionHash(deletion) > contentHash(record));
    }),
  );
});
