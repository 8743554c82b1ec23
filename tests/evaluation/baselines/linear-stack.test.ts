import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { LinearStack } from '../../../evaluation/baselines/linear-stack.ts';
import { setsOfModalities } from '../../../evaluation/baselines/only-modalities.ts';
import { buildTrainingSets } from '../../../fusion/experts/index.ts';
import type { TrainingSet } from '../../../fusion/training/index.ts';
import {
  DAY_MS,
  START,
  townHistories,
  townItems,
  townModalities,
} from '../../fusion/experts/small-town.ts';

const [set] = await buildTrainingSets(townHistories(40), townItems(), townModalities(), {
  factors: 8,
  candidates: 30,
  newUserShare: 0,
  stages: () => [
    {
      name: 'only',
      split: 'train',
      cut: () => ({ asOf: START + 5 * DAY_MS, until: START + 100 * DAY_MS }),
    },
  ],
});

/** Mean place of the targets among the candidates, 0 best and 1 worst. */
function meanRank(scoresOf: (row: number) => Float32Array): number {
  const ranks = Array.from({ length: set.users }, (_, row) => {
    const [from, to] = [set.candidatePointers[row], set.candidatePointers[row + 1]];
    const scores = scoresOf(row);
    return [...set.targets.subarray(from, to).keys()]
      .filter((candidate) => set.targets[from + candidate] > 0)
      .map((candidate) => scores.filter((score) => score > scores[candidate]).length / (to - from));
  }).flat();
  return ranks.reduce((sum, rank) => sum + rank, 0) / ranks.length;
}

describe('LinearStack', () => {
  it('ranks better than the weights that it starts from, the same by the same seed', () => {
    const stackOf = (epochs: number) => LinearStack.fit([set], { seed: 1, epochs });
    const rankOf = (stack: LinearStack) =>
      meanRank((row) => {
        const [from, to] = [set.candidatePointers[row], set.candidatePointers[row + 1]];
        const width = set.schema.columns.length;
        return stack.scores({
          items: set.candidateItems.subarray(from, to),
          columnValues: set.columnValues.subarray(from * width, to * width),
        });
      });
    assert.ok(rankOf(stackOf(30)) < rankOf(stackOf(0)) - 0.01);
    assert.deepEqual(stackOf(3).weights, stackOf(3).weights);
  });

  it('learns from rows by what they weigh: nothing from those that weigh nothing', () => {
    const isHeard = (row: number): boolean => row % 2 === 0;
    const targets = set.targets.slice();
    for (let row = 0; row < set.users; row += 1) {
      const own = targets.subarray(set.candidatePointers[row], set.candidatePointers[row + 1]);
      if (!isHeard(row)) own.reverse();
    }
    const learned = (rowWeights: Float32Array | null) =>
      [set.targets, targets].map(
        (those) =>
          LinearStack.fit([{ ...set, targets: those, rowWeights }], { seed: 1, epochs: 3 }).weights,
      );
    const [alike, otherAlike] = learned(null);
    assert.notDeepEqual(otherAlike, alike);
    const [heard, otherHeard] = learned(
      Float32Array.from({ length: set.users }, (_, row) => (isHeard(row) ? 2 : 0)),
    );
    assert.deepEqual(otherHeard, heard);
    assert.notDeepEqual(heard, alike);
    const start = LinearStack.fit([set], { seed: 1, epochs: 0 }).weights;
    assert.notDeepEqual(heard, start);
  });

  it('hears a row of twice the weight as it does the row twice', () => {
    // Both halves are one batch.
    assert.ok(2 * set.users < 100);
    const half = (rowWeights: Float32Array): TrainingSet => ({ ...set, rowWeights });
    const none = new Float32Array(set.users);
    const ones = none.map(() => 1);
    const firstTwice = ones.map((weight, row) => (row < 5 ? 2 * weight : weight));
    const onlyFirst = ones.map((weight, row) => (row < 5 ? weight : 0));
    const fit = (sets: readonly TrainingSet[]) =>
      LinearStack.fit(sets, { seed: 1, epochs: 3 }).weights;
    const weighed = fit([half(firstTwice), half(none)]);
    const repeated = fit([half(ones), half(onlyFirst)]);
    weighed.forEach((weight, column) => {
      assert.ok(Math.abs(weight - repeated[column]) < 1e-4, `${weight} and ${repeated[column]}`);
    });
    const alike = fit([half(ones), half(none)]);
    assert.ok(weighed.some((weight, column) => Math.abs(weight - alike[column]) > 1e-3));
  });
});

describe('setsOfModalities', () => {
  it('leaves nobody anything but the named modalities, and the given sets as they are', () => {
    const [only] = setsOfModalities([set], ['location']);
    const present = only.modalities.map((rows) =>
      rows.present.reduce((sum, value) => sum + value, 0),
    );
    assert.deepEqual(
      present.map((count) => count > 0),
      set.schema.modalities.map(({ name }) => name === 'location'),
    );
    assert.ok(set.modalities.every((rows) => rows.present.some((value) => value === 1)));
  });
});
