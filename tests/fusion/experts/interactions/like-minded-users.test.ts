import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { LikeMindedUsers } from '../../../../fusion/experts/interactions/like-minded-users.ts';
import { ScoreBoard } from '../../../../fusion/experts/score-board.ts';
import { powerOrZero, SparseMatrix } from '../../../../fusion/linear/index.ts';

const [USERS, ITEMS] = [12, 15];

/** All users' likeness, the greatest first, then what each of the nearest has. */
function plainly(
  matrix: SparseMatrix,
  row: number,
  items: readonly number[],
  weights: readonly number[],
  { count, power, itemPower }: { count: number; power: number; itemPower: number },
): Map<number, number> {
  const scale = powerOrZero(matrix.columnSums(), itemPower);
  const lengths = powerOrZero(matrix.rowSums(), -0.5);
  const likeness = new Map<number, number>();
  let square = 0;
  items.forEach((item, place) => {
    const scaled = weights[place] * scale[item];
    square += scaled * scaled;
    for (let user = 0; user < USERS; user += 1) {
      for (let entry = matrix.pointers[user]; entry < matrix.pointers[user + 1]; entry += 1) {
        if (matrix.indices[entry] !== item || user === row) continue;
        const part = scaled * scale[item] * matrix.values[entry] * lengths[user];
        likeness.set(user, (likeness.get(user) ?? 0) + part);
      }
    }
  });
  const nearest = [...likeness].sort(([, left], [, right]) => right - left).slice(0, count);
  const sums = new Map<number, number>();
  for (const [user, sum] of nearest) {
    const weight = (sum / (Math.sqrt(square) || 1)) ** power;
    for (let entry = matrix.pointers[user]; entry < matrix.pointers[user + 1]; entry += 1) {
      const item = matrix.indices[entry];
      sums.set(item, (sums.get(item) ?? 0) + weight * matrix.values[entry]);
    }
  }
  return sums;
}

describe('LikeMindedUsers', () => {
  it('adds what a plain look at all users adds, bit by bit and in the same order', () => {
    const weight = fc.constantFrom(0.25, 0.4, 1);
    const entries = fc.array(fc.tuple(fc.nat(USERS - 1), fc.nat(ITEMS - 1), weight));
    const own = fc.uniqueArray(fc.tuple(fc.nat(ITEMS - 1), weight), { selector: ([item]) => item });
    const settings = fc.record({
      count: fc.nat(6),
      power: fc.constantFrom(1, 1.5),
      itemPower: fc.constantFrom(0, -0.35),
    });
    fc.assert(
      fc.property(entries, own, settings, fc.nat(USERS), (all, asked, how, row) => {
        const rows = Array.from({ length: USERS }, (_, user) => {
          const theirs = all.filter(([other]) => other === user);
          return {
            indices: theirs.map(([, item]) => item),
            values: theirs.map(([, , value]) => value),
          };
        });
        const matrix = SparseMatrix.fromRows(ITEMS, rows);
        const items = asked.map(([item]) => item);
        const weights = asked.map(([, value]) => value);
        const expected = plainly(matrix, row, items, weights, how);
        const first = new LikeMindedUsers(matrix, matrix, how);
        // Another one that goes by the same users of items.
        const second = new LikeMindedUsers(matrix, matrix, how, first.byItem);
        for (const users of [first, second]) {
          const board = new ScoreBoard(ITEMS, 2);
          users.ask(row, items, weights, board, 1);
          const found = [...board.touched].map(
            (item) => [item, board.sums[board.offsetOf(item) + 1]] as const,
          );
          assert.deepEqual(found, [...expected]);
        }
      }),
    );
  });
});
