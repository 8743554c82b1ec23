import assert from 'node:assert/strict';
import { test } from 'node:test';
import { defaultModalities, RandomSource } from '../../../fusion/index.ts';
import { languageOf } from '../../../segments/index.ts';
import { assign } from '../../../segments/learned/assign.ts';
import { adjustedRandIndex } from '../../../segments/learned/clustering/adjusted-rand-index.ts';
import { kMeans } from '../../../segments/learned/clustering/k-means.ts';
import { formLearned, TooFewProfilesError } from '../../../segments/learned/form-learned.ts';
import {
  groupingIdOf,
  LearnedDefinitionError,
  learnedFromJson,
  learnedToJson,
} from '../../../segments/learned/learned-definition.ts';
import { plantedProfiles } from './blobs.ts';

const english = languageOf('en', defaultModalities());
const settings = { autoencoder: { epochs: 20, hidden: 32, latent: 6 } };

test('the adjusted Rand index is 1 for the same groups, near 0 by chance', () => {
  assert.equal(adjustedRandIndex([0, 0, 1, 1], [5, 5, 3, 3]), 1);
  // By hand: one pair together in both, four in each, ten in all: (1 - 1.6) / (4 - 1.6).
  assert.equal(adjustedRandIndex([0, 0, 1, 1, 1], [0, 1, 0, 1, 1]), (1 - 1.6) / (4 - 1.6));
  const random = RandomSource.fromSeed(3);
  const guess = () => Array.from({ length: 2000 }, () => random.below(4));
  assert.ok(Math.abs(adjustedRandIndex(guess(), guess())) < 0.02);
});

test('k-means finds the groups of separated points, also where all points are the same', () => {
  const random = RandomSource.fromSeed(1);
  const points = Array.from({ length: 90 }, (_, index) =>
    Float32Array.from([(index % 3) * 10 + random.normal(), random.normal()]),
  );
  const found = kMeans(points, 3, random);
  const truth = points.map((_, index) => index % 3);
  assert.equal(adjustedRandIndex(found.assignment, truth), 1);
  const same = Array.from({ length: 5 }, () => Float32Array.from([1, 1]));
  assert.equal(kMeans(same, 2, random).inertia, 0);
  assert.throws(() => kMeans(same, 6, random), RangeError);
});

test('planted groups are found with their number, and described by what sets them apart', async () => {
  const { profiles, truth } = plantedProfiles(4, 60);
  const formed = await formLearned(profiles, english);
  assert.equal(formed.groups.length, 4);
  const groups = profiles.map((profile) => assign(formed.grouping, profile).group);
  assert.ok(adjustedRandIndex(groups, truth) > 0.85);
  assert.equal(new Set(formed.groups.map(({ name }) => name)).size, 4);
  for (const group of formed.groups) {
    assert.match(
      group.description,
      /^\d+ users, \d+% of everybody\. Compared with everybody, a member on average /,
    );
    assert.ok(group.differences.length > 0);
  }
});

test('a seed decides everything, and a definition survives its JSON form', async () => {
  const { profiles } = plantedProfiles(3, 30);
  const first = await formLearned(profiles, english, { ...settings, count: 3 });
  const second = await formLearned(profiles, english, { ...settings, count: 3 });
  const groupingId = groupingIdOf(first.grouping);
  assert.equal(groupingIdOf(second.grouping), groupingId);
  const { grouping, lineages, qualities, seed, stability } = first;
  const rest = { groupingId, segmentIds: ['a', 'b', 'c'], group: 1, members: 30, seed };
  const found = { qualities, stability, lineage: lineages[1], moved: 0.1 };
  const definition = { ...rest, ...found, grouping, differences: first.groups[1].differences };
  const json = JSON.parse(JSON.stringify(learnedToJson(definition)));
  const read = learnedFromJson(json);
  assert.equal(read.moved, 0.1);
  for (const profile of profiles) {
    assert.deepEqual(assign(read.grouping, profile), assign(grouping, profile));
  }
  assert.throws(
    () => learnedFromJson({ ...json, format: 2 }),
    (error) =>
      error instanceof LearnedDefinitionError && /portrait segments form\./.test(error.message),
  );
});

test('a definition of before lineages were kept is still read', async () => {
  const { profiles } = plantedProfiles(2, 30);
  const { grouping, groups } = await formLearned(profiles, english, { ...settings, count: 2 });
  const before = {
    ...{ groupingId: 'g', segmentIds: ['a', 'b'], group: 0, members: 30, seed: 1 },
    ...{ grouping, differences: groups[0].differences },
    ...{ qualities: [{ count: 2, bic: -3 }], stability: null, moved: null },
    lineage: { heirOf: null, change: 'NEW' as const, ancestors: [] },
  };
  const { lineage, stability, moved, ...json } = learnedToJson(before) as Record<string, unknown>;
  const read = learnedFromJson(JSON.parse(JSON.stringify(json)));
  assert.deepEqual([read.lineage, read.stability, read.moved], [lineage, stability, moved]);
});

test('margins say which group and how clearly', async () => {
  const { profiles } = plantedProfiles(3, 30);
  const { grouping } = await formLearned(profiles, english, { ...settings, count: 3 });
  for (const profile of profiles) {
    const { group, margins, confidences } = assign(grouping, profile);
    margins.forEach((margin, index) => {
      assert.ok(index === group ? margin >= 0 : margin <= 0);
    });
    assert.ok(Math.abs(confidences.reduce((sum, value) => sum + value, 0) - 1) < 1e-9);
    assert.equal(Math.max(...confidences), confidences[group]);
  }
  const stranger = { modalities: [], vector: [] };
  assert.ok(assign(grouping, stranger).group >= 0);
});

test('too few users and users who are all alike are refused with the way out', async () => {
  const { profiles } = plantedProfiles(2, 5);
  await assert.rejects(formLearned(profiles, english), TooFewProfilesError);
  const same = Array.from({ length: 50 }, () => ({ modalities: [], vector: [1, 1] }));
  await assert.rejects(formLearned(same, english), /profiles that differ/);
  await assert.rejects(
    formLearned(plantedProfiles(2, 20).profiles, english, { count: 900 }),
    RangeError,
  );
});
