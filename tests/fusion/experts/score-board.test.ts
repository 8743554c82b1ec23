import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { ScoreBoard } from '../../../fusion/experts/score-board.ts';

describe('ScoreBoard', () => {
  it('finds the best of what was touched, without the exceptions, as sorting does', () => {
    const entry = fc.tuple(fc.nat(29), fc.integer({ min: -5, max: 5 }));
    fc.assert(
      fc.property(
        fc.array(entry),
        fc.uniqueArray(fc.nat(29)),
        fc.nat(12),
        (entries, own, count) => {
          const board = new ScoreBoard(30);
          for (const [place, score] of entries) board.add(place, score);
          const before = board.sums.slice();
          const expected = [...board.touched]
            .filter((place) => !own.includes(place))
            .sort((left, right) => board.sums[right] - board.sums[left])
            .slice(0, count);
          assert.deepEqual(
            [...board.best(count + own.length, Int32Array.from(own))].slice(0, count),
            expected,
          );
          assert.deepEqual(board.sums, before);
        },
      ),
    );
  });
});
