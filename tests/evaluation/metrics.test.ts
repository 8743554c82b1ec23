import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import {
  adjustedRandIndex,
  auprc,
  auroc,
  brierScore,
  calibrationError,
  calibrationErrorByChance,
  catalogueScores,
  pairedBootstrap,
  rankingScores,
} from '../../evaluation/index.ts';

function close(actual: number, expected: number, tolerance = 1e-9): void {
  assert.ok(Math.abs(actual - expected) <= tolerance, `${actual} is not ${expected}`);
}

const scored = fc.array(fc.tuple(fc.integer({ min: 0, max: 8 }), fc.constantFrom(0, 1)), {
  minLength: 2,
  maxLength: 40,
});

describe('rankingScores', () => {
  it('cuts the ideal gain at the length of the list', () => {
    const perfect = rankingScores(['a', 'b'], new Set(['a', 'b', 'c']), 2);
    close(perfect.ndcg, 1);
    close(perfect.recall, 2 / 3);
    const second = rankingScores(['x', 'a', 'y'], new Set(['a']), 20);
    close(second.ndcg, 1 / Math.log2(3));
    assert.deepEqual([second.recall, second.hit], [1, 1]);
    const late = rankingScores(['x', 'y', 'a'], new Set(['a']), 2);
    assert.deepEqual(late, { recall: 0, ndcg: 0, hit: 0 });
  });

  it('refuses a user without relevant items', () => {
    assert.throws(() => rankingScores(['a'], new Set(), 20), RangeError);
  });
});

describe('auroc', () => {
  it('is the share of pairs in the right order, ties half', () => {
    fc.assert(
      fc.property(scored, (pairs) => {
        const scores = pairs.map(([score]) => score);
        const labels = pairs.map(([, label]) => label);
        let won = 0;
        let count = 0;
        pairs.forEach(([a, positive]) => {
          pairs.forEach(([b, other]) => {
            if (positive !== 1 || other !== 0) return;
            count += 1;
            won += a > b ? 1 : a === b ? 0.5 : 0;
          });
        });
        if (count === 0) assert.ok(Number.isNaN(auroc(scores, labels)));
        else close(auroc(scores, labels), won / count);
      }),
    );
  });
});

describe('auprc', () => {
  it('has the base rate for scores that say nothing and 1 for the right order', () => {
    close(auprc([1, 1, 1, 1], [1, 0, 0, 0]), 0.25);
    close(auprc([4, 3, 2, 1], [1, 1, 0, 0]), 1);
    close(auprc([4, 3, 2, 1], [0, 1, 0, 1]), 0.5);
    assert.ok(Number.isNaN(auprc([1, 2], [0, 0])));
  });

  it('does not depend on the order of equal scores', () => {
    fc.assert(
      fc.property(scored, (pairs) => {
        const turned = [...pairs].reverse();
        const area = (rows: typeof pairs) =>
          auprc(
            rows.map(([score]) => score),
            rows.map(([, label]) => label),
          );
        const [left, right] = [area(pairs), area(turned)];
        assert.ok(Number.isNaN(left) ? Number.isNaN(right) : Math.abs(left - right) < 1e-12);
      }),
    );
  });
});

describe('calibration', () => {
  it('is perfect where probabilities are shares', () => {
    const probabilities = [0.25, 0.25, 0.25, 0.25];
    close(calibrationError(probabilities, [1, 0, 0, 0]), 0);
    close(calibrationError(probabilities, [1, 1, 1, 1]), 0.75);
    close(brierScore([1, 0.5], [1, 0]), 0.125);
  });

  it('has an error by chance that shrinks with the root of the rows, and is none for certainty', () => {
    const byChance = (rows: number, chance: number) =>
      calibrationErrorByChance(new Float64Array(rows).fill(chance), { seed: 1, draws: 2000 });
    assert.equal(byChance(50, 1), 0);
    for (const rows of [100, 400]) {
      // The mean distance of a share of outcomes from its chance, nearly that of a normal variable.
      close(byChance(rows, 0.2), Math.sqrt((2 / Math.PI) * ((0.2 * 0.8) / rows)), 0.002);
    }
  });
});

describe('adjustedRandIndex', () => {
  it('is 1 for the same grouping under other names, and about 0 by chance', () => {
    close(adjustedRandIndex([0, 0, 1, 1, 2], ['b', 'b', 'a', 'a', 'c']), 1);
    // Hubert and Arabie's formula on the contingency table [[2, 1], [1, 2]].
    close(adjustedRandIndex([0, 0, 0, 1, 1, 1], [0, 0, 1, 0, 1, 1]), (2 - 36 / 15) / (6 - 36 / 15));
  });
});

describe('pairedBootstrap', () => {
  it('holds the difference between its bounds, and the same bounds for the same seed', () => {
    const left = Array.from({ length: 200 }, (_, k) => ((k * 37) % 100) / 100 + 0.1);
    const right = Array.from(
      { length: 200 },
      (_, k) => ((k * 37) % 100) / 100 + ((k % 3) - 1) / 50,
    );
    const interval = pairedBootstrap(left, right, { seed: 4, rounds: 500 });
    assert.ok(interval.low < interval.difference && interval.difference < interval.high);
    assert.ok(interval.low > 0.09);
    assert.deepEqual(pairedBootstrap(left, right, { seed: 4, rounds: 500 }), interval);
    assert.throws(() => pairedBootstrap([1], [], { seed: 1 }), /not pairs/);
  });
});

describe('catalogueScores', () => {
  const popularity = new Map([
    ['a', 8],
    ['b', 2],
    ['c', 1],
    ['d', 0],
  ]);

  it('is even where every item is shown as often', () => {
    const { coverage, gini } = catalogueScores(
      [
        ['a', 'b'],
        ['c', 'd'],
      ],
      popularity,
      8,
    );
    close(coverage, 1);
    close(gini, 0);
  });

  it('counts what is shown, and how little known it is', () => {
    const { coverage, gini, novelty } = catalogueScores(
      [['b'], ['b'], ['c'], ['b']],
      popularity,
      8,
    );
    close(coverage, 1 / 2);
    // Counts 0, 0, 1, 3: (2 (3 + 4 * 3)) / (4 * 4) - 5 / 4.
    close(gini, 30 / 16 - 5 / 4);
    close(novelty, (3 * 2 + 3) / 4);
  });

  it('has nothing to say of empty lists', () => {
    assert.deepEqual(catalogueScores([], popularity, 8), { coverage: 0, gini: 0, novelty: 0 });
  });
});
