import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { matchedAccuracy, normalisedMutualInformation } from '../../evaluation/index.ts';

const labels = fc.array(fc.integer({ min: 0, max: 4 }), { minLength: 1, maxLength: 40 });

function permutations(values: readonly number[]): number[][] {
  if (values.length === 0) return [[]];
  return values.flatMap((first) =>
    permutations(values.filter((other) => other !== first)).map((rest) => [first, ...rest]),
  );
}

test('the matched accuracy is that of the best of all matchings', () => {
  const all = permutations([0, 1, 2, 3, 4]);
  fc.assert(
    fc.property(labels, fc.infiniteStream(fc.integer({ min: 0, max: 4 })), (groups, stream) => {
      const classes = groups.map(() => stream.next().value as number);
      const best = Math.max(
        ...all.map((to) => groups.filter((group, at) => to[group] === classes[at]).length),
      );
      assert.ok(Math.abs(matchedAccuracy(groups, classes) - best / groups.length) < 1e-12);
    }),
    { numRuns: 60 },
  );
});

test('mutual information is 1 for the same groups under other names, 0 for independent ones', () => {
  assert.equal(normalisedMutualInformation([0, 0, 1, 1, 2], [2, 2, 0, 0, 1]), 1);
  assert.ok(Math.abs(normalisedMutualInformation([0, 0, 1, 1], [0, 1, 0, 1])) < 1e-12);
  // By hand: I = ln 2 - (3/4) H(1/3) over the mean of ln 2 and H(1/4).
  const third = -(Math.log(1 / 3) / 3) - (2 / 3) * Math.log(2 / 3);
  const quarter = -(Math.log(1 / 4) / 4) - (3 / 4) * Math.log(3 / 4);
  const expected = (Math.log(2) - (3 / 4) * third) / ((Math.log(2) + quarter) / 2);
  const found = normalisedMutualInformation([0, 0, 1, 1], [0, 1, 1, 1]);
  assert.ok(Math.abs(found - expected) < 1e-12);
});

test('groupings of other things are refused', () => {
  assert.throws(() => matchedAccuracy([0], [0, 1]), RangeError);
});
