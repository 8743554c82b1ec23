import assert from 'node:assert/strict';
import { it } from 'node:test';
import { buildServing } from '../../../fusion/experts/index.ts';
import { modalities, shopHistories, shopItems } from '../../profiles/fixture.ts';

it('reads the same numbers by fixed rates whether or not a policy was learned beside them', () => {
  const users = shopHistories();
  const readerOf = (recency: 'fixed' | 'none') =>
    buildServing(users, shopItems(), modalities, { factors: 4, candidates: 50, recency });
  const [fixed, none] = [readerOf('fixed'), readerOf('none')];
  assert.equal(fixed.adaptation?.steers, false);
  assert.equal(none.adaptation, null);
  for (const user of users.slice(0, 20)) {
    const asOf = user.events.at(-1)!.at;
    assert.deepEqual(none.read(user, asOf), fixed.read(user, asOf));
    assert.deepEqual(none.candidates(user, asOf, 50), fixed.candidates(user, asOf, 50));
    assert.ok(fixed.choices(user, asOf).length > 0);
    assert.deepEqual(none.choices(user, asOf), []);
  }
});
