import assert from 'node:assert/strict';
import { test } from 'node:test';
import { defaultModalities, RandomSource } from '../../../fusion/index.ts';
import { languageOf } from '../../../segments/index.ts';
import { adjustedRandIndex } from '../../../segments/learned/clustering/adjusted-rand-index.ts';
import { findDiscriminantGroups } from '../../../segments/learned/clustering/discriminant-groups.ts';
import { kMeans } from '../../../segments/learned/clustering/k-means.ts';
import { leanDiscriminants } from '../../../segments/learned/clustering/lean-discriminants.ts';
import { LinearDiscriminants } from '../../../segments/learned/clustering/linear-discriminants.ts';
import { formGroups } from '../../../segments/learned/form-groups.ts';
import { formLearned } from '../../../segments/learned/form-learned.ts';
import { bestGroup, headScores } from '../../../segments/learned/softmax-head.ts';
import { AUTOENCODER_DEFAULTS } from '../../../segments/learned/train-autoencoder.ts';
import { plantedProfiles } from './blobs.ts';

/** Three groups along two axes, the largest first, and columns in which everybody differs more. */
function hiddenGroups(seed: number, users: number): { rows: Float32Array[]; truth: number[] } {
  const random = RandomSource.fromSeed(seed);
  const truth = Array.from({ length: users }, (_, user) =>
    user % 6 < 3 ? 0 : user % 6 < 5 ? 1 : 2,
  );
  const rows = truth.map((group) => {
    const shared = 1.5 * random.normal();
    return Float32Array.from({ length: 10 }, (_, column) => {
      if (column < 3) return (column === group ? 5 : 0) + random.normal();
      // What everybody has in common along one direction says nothing of the group.
      return shared + 0.3 * random.normal();
    });
  });
  return { rows, truth };
}

test('two Gaussians are told apart along the line that their covariance gives', () => {
  const random = RandomSource.fromSeed(2);
  const assignment = Int32Array.from({ length: 4000 }, (_, row) => row % 2);
  const rows = Array.from(assignment, (group) =>
    Float32Array.of(2 * group + random.normal(), 3 * group + 2 * random.normal()),
  );
  const { kernel, bias } = new LinearDiscriminants(rows).fit(assignment);
  // By hand: the difference of the means over the variances, (2 / 1, 3 / 4).
  assert.ok(Math.abs(kernel[1] - kernel[0] - 2) < 0.15);
  assert.ok(Math.abs(kernel[3] - kernel[2] - 0.75) < 0.08);
  const [first, second] = headScores({ kernel, bias }, Float32Array.of(1, 1.5));
  assert.ok(Math.abs(first - second) < 0.15, 'half way both are as likely');
});

test('a column that never differs and fewer rows than columns leave the discriminants sound', () => {
  const random = RandomSource.fromSeed(1);
  const rows = Array.from({ length: 12 }, (_, row) =>
    Float32Array.from({ length: 30 }, (_, column) =>
      column === 0 ? 7 : (row % 2) * 3 + random.normal(),
    ),
  );
  const head = new LinearDiscriminants(rows).fit(rows.map((_, row) => row % 2));
  rows.forEach((row, index) => {
    assert.equal(bestGroup(head, row), index % 2);
  });
});

test('columns that tell no groups apart are not read, and nearly everybody falls where all columns say', () => {
  const { rows, truth } = hiddenGroups(3, 600);
  const random = RandomSource.fromSeed(4);
  const noisy = rows.map((row) =>
    Float32Array.from({ length: 60 }, (_, column) => row[column] ?? random.normal()),
  );
  const discriminants = new LinearDiscriminants(noisy);
  const all = discriminants.fit(truth);
  const lean = leanDiscriminants(discriminants, Int32Array.from(truth));
  const isRead = (column: number) =>
    lean.kernel.subarray(3 * column, 3 * column + 3).some((weight) => weight !== 0);
  const read = [...noisy[0].keys()].filter(isRead);
  assert.ok(read.length <= 12, `${read}`);
  // Three groups need two directions, whichever of the three columns these are made of.
  assert.ok(read.filter((column) => column < 3).length >= 2, `${read}`);
  const alike = noisy.filter((row, user) => bestGroup(lean, row) === truth[user]).length;
  const before = noisy.filter((row, user) => bestGroup(all, row) === truth[user]).length;
  assert.ok(alike >= 0.98 * before, `${alike} of ${before}`);
});

test('two columns without which nobody is told apart are both kept', () => {
  const rows = Array.from({ length: 400 }, (_, row) =>
    Float32Array.of(row % 2 === 0 ? 4 : 0, row % 4 < 2 ? 4 : 0).map(
      (value, column) => value + ((row * (7 + column)) % 10) / 10,
    ),
  );
  const discriminants = new LinearDiscriminants(rows);
  const assignment = Int32Array.from(rows, (_, row) => row % 4);
  assert.deepEqual(leanDiscriminants(discriminants, assignment), discriminants.fit(assignment));
});

test('groups are found with their number where people differ most in what says nothing of them', () => {
  const { rows, truth } = hiddenGroups(1, 600);
  const { head, count, stability } = findDiscriminantGroups(rows, [2, 3, 4, 5], 1);
  assert.equal(count, 3);
  assert.ok(stability > 0.7, `${stability}`);
  const groups = rows.map((row) => bestGroup(head, row));
  const found = adjustedRandIndex(groups, truth);
  const start = kMeans(rows, 3, RandomSource.fromSeed(1)).assignment;
  assert.ok(found > 0.95, `${found}`);
  assert.ok(adjustedRandIndex(start, truth) < 0.7, 'means alone do not find them');
  const sizes = [0, 1, 2].map((group) => groups.filter((own) => own === group).length);
  assert.deepEqual(
    sizes,
    [...sizes].sort((left, right) => right - left),
  );
});

test('groups that no line tells apart stay those of the graph', async () => {
  const random = RandomSource.fromSeed(5);
  const rows = Array.from({ length: 500 }, (_, user) => {
    const angle = 2 * Math.PI * random.uniform();
    const radius = user % 2 === 0 ? 1 : 5;
    return Float32Array.of(
      radius * Math.cos(angle) + 0.2 * random.normal(),
      radius * Math.sin(angle) + 0.2 * random.normal(),
    );
  });
  const settings = { ...AUTOENCODER_DEFAULTS, hidden: 24, latent: 4 };
  const formed = await formGroups(rows, new Int32Array(2), [2], settings);
  assert.notEqual(formed.encoder, null);
});

test('small planted sets of users are not divided further', async () => {
  const english = languageOf('en', defaultModalities());
  for (const [groups, users] of [
    [3, 30],
    [4, 40],
    [5, 50],
  ]) {
    const { profiles, truth } = plantedProfiles(groups, users);
    const { assignment, groups: found } = await formLearned(profiles, english);
    assert.equal(found.length, groups);
    assert.ok(adjustedRandIndex(assignment, truth) > 0.9);
  }
});
