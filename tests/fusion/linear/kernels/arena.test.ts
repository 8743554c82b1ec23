import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Arena } from '../../../../fusion/linear/index.ts';

describe('an arena', () => {
  it('tells everybody to leave before their numbers are somebody else’s', () => {
    const arena = new Arena(100);
    const left: number[] = [];
    const take = (owner: number, count: number) => {
      const numbers: Float64Array = arena.take(count, () => {
        assert.ok(numbers.every((number) => number === owner));
        left.push(owner);
      });
      return numbers.fill(owner);
    };
    for (let owner = 0; owner < 4; owner += 1) take(owner, 25);
    assert.deepEqual(left, []);
    take(4, 1);
    assert.deepEqual(left, [0, 1, 2, 3]);
    // Larger than a fourth of the room, which grows.
    take(5, 60_000);
    assert.deepEqual(left, [0, 1, 2, 3, 4]);
    take(6, 25);
    assert.deepEqual(left, [0, 1, 2, 3, 4]);
  });

  it('goes on after somebody asked for more than there can be', () => {
    const arena = new Arena(100);
    assert.throws(() => arena.take(2 ** 28, () => undefined), RangeError);
    assert.equal(arena.take(4, () => undefined).length, 4);
  });
});
