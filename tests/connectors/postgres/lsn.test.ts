import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { lsnOf, lsnText, versionAt } from '../../../connectors/postgres/changes/lsn.ts';
import { slotName } from '../../../connectors/postgres/changes/slot-names.ts';
import { versionOf } from '../../../connectors/postgres/values.ts';

const lsn = fc.bigInt({ min: 0n, max: 2n ** 64n - 1n });

test('places in the log are written and read alike, as the server does', () => {
  assert.equal(lsnText(lsnOf('16/B374D848')), '16/B374D848');
  fc.assert(fc.property(lsn, (place) => lsnOf(lsnText(place)) === place));
});

test('versions sort by commit, then by change, and after those of every time and number', () => {
  // A change may stand in the log long before the commit of its transaction.
  fc.assert(
    fc.property(lsn, lsn, lsn, lsn, (commit, change, laterCommit, otherChange) => {
      fc.pre(commit < laterCommit);
      return versionAt(commit, change) < versionAt(laterCommit, otherChange);
    }),
  );
  fc.assert(
    fc.property(lsn, lsn, lsn, (commit, change, later) => {
      fc.pre(change < later);
      return versionAt(commit, change) < versionAt(commit, later);
    }),
  );
  for (const text of [null, '9999999999999999999', '9999-12-31 23:59:59.999999+00']) {
    assert.ok(versionOf(text) < versionAt(0n, 0n));
  }
});

test('every stream has a slot of its own, under a name that PostgreSQL allows', () => {
  assert.equal(slotName('portrait', 'orders'), 'portrait_orders');
  const names = [
    'Orders',
    'orders',
    'ORDERS',
    'or ders',
    'é',
    'x'.repeat(80),
    `${'x'.repeat(80)}y`,
  ];
  const slots = names.map((name) => slotName('portrait', name));
  assert.equal(new Set(slots).size, names.length);
  for (const slot of slots) assert.match(slot, /^[a-z0-9_]{1,63}$/);
});
