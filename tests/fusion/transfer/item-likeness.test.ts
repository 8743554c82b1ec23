import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { itemLikeness } from '../../../fusion/transfer/index.ts';

const source = {
  ids: ['a', 'b', 'c'],
  categories: [['bar', 'food'], ['food'], ['zoo']],
};

/** What speaks for an item of the target, by place in the source. */
function likeOf(likeness: ReturnType<typeof itemLikeness>, row: number): Record<number, number> {
  const [from, to] = [likeness.pointers[row], likeness.pointers[row + 1]];
  return Object.fromEntries(
    Array.from(likeness.indices.subarray(from, to), (item, at) => [
      item,
      likeness.values[from + at],
    ]),
  );
}

describe('itemLikeness', () => {
  it('finds the items with the rarest categories in common, and none where none are', () => {
    const target = { ids: null, categories: [['bar', 'food'], ['school'], []] };
    const likeness = itemLikeness(target, source);
    const like = likeOf(likeness, 0);
    assert.deepEqual(Object.keys(like), ['0', '1']);
    assert.ok(like[0] > like[1]);
    assert.ok(Math.abs(like[0] + like[1] - 1) < 1e-6);
    assert.deepEqual(likeOf(likeness, 1), {});
    assert.deepEqual(likeOf(likeness, 2), {});
  });

  it('takes an item of the same id for itself where both name one shop, and only there', () => {
    const target = { ids: ['c', 'new'], categories: [['bar'], ['zoo']] };
    const likeness = itemLikeness(target, source);
    assert.deepEqual(likeOf(likeness, 0), { 2: 1 });
    assert.deepEqual(likeOf(likeness, 1), { 2: 1 });
    const elsewhere = itemLikeness(target, { ...source, ids: null });
    assert.deepEqual(likeOf(elsewhere, 0), { 0: 1 });
  });
});
