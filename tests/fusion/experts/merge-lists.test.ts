import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { mergeLists } from '../../../fusion/experts/merge-lists.ts';

describe('mergeLists', () => {
  it('takes from each list in proportion to what was asked of it, short or not', () => {
    const lists = [
      { items: [1, 2, 3, 4], asked: 4 },
      { items: [11, 12], asked: 2 },
      { items: [21], asked: 4 },
    ];
    assert.deepEqual([...mergeLists(lists)], [1, 21, 11, 2, 3, 12, 4]);
  });

  it('has every item once, those of each list in their order', () => {
    const list = fc.record({
      items: fc.uniqueArray(fc.nat(30)),
      asked: fc.integer({ min: 1, max: 40 }),
    });
    fc.assert(
      fc.property(fc.array(list), (lists) => {
        const merged = [...mergeLists(lists)];
        const all = new Set(lists.flatMap(({ items }) => items));
        assert.equal(merged.length, all.size);
        assert.deepEqual(new Set(merged), all);
        // However far one reads, nothing is missing that stands less deep than the last of any list.
        merged.forEach((item, place) => {
          const depth = depthOf(item, lists);
          assert.ok(merged.slice(place).every((later) => depthOf(later, lists) >= depth));
        });
      }),
    );
  });
});

function depthOf(item: number, lists: readonly { items: number[]; asked: number }[]): number {
  const depths = lists.flatMap(({ items, asked }) => {
    const place = items.indexOf(item);
    return place < 0 ? [] : [(place + 0.5) / asked];
  });
  return Math.min(...depths);
}
