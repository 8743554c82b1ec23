import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { RandomSource } from '../../../fusion/index.ts';
import { adjustedRandIndex } from '../../../segments/learned/clustering/adjusted-rand-index.ts';
import { findCommunities } from '../../../segments/learned/clustering/find-communities.ts';
import { findGroups } from '../../../segments/learned/clustering/find-groups.ts';
import { gaussianMixture } from '../../../segments/learned/clustering/gaussian-mixture.ts';
import { kMeans } from '../../../segments/learned/clustering/k-means.ts';
import { nearestNeighbours } from '../../../segments/learned/clustering/nearest-neighbours.ts';
import { sharedNeighbourGraph } from '../../../segments/learned/clustering/neighbour-graph.ts';
import { squaredDistance } from '../../../segments/learned/vectors.ts';

const pointsOf = (random: RandomSource, count: number, dimension: number) =>
  Array.from({ length: count }, () =>
    Float32Array.from({ length: dimension }, () => random.normal()),
  );

test('the nearest neighbours are those that sorting all distances gives', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 2, max: 150 }),
      fc.integer({ min: 1, max: 20 }),
      fc.nat(),
      (count, wanted, seed) => {
        const points = pointsOf(RandomSource.fromSeed(seed), count, 3);
        const found = nearestNeighbours(points, wanted);
        assert.equal(found.count, Math.min(wanted, count - 1));
        points.forEach((point, index) => {
          const all = points
            .flatMap((other, at) =>
              at === index ? [] : [Math.sqrt(squaredDistance(point, other))],
            )
            .sort((left, right) => left - right);
          const own = found.distances.subarray(index * found.count, (index + 1) * found.count);
          own.forEach((distance, at) => {
            assert.ok(Math.abs(distance - all[at]) < 1e-5);
          });
        });
      },
    ),
    { numRuns: 30 },
  );
});

test('the graph of shared neighbours is symmetric, weighs 0 to 1, and leaves nobody alone', () => {
  const points = pointsOf(RandomSource.fromSeed(2), 120, 4);
  const graph = sharedNeighbourGraph(nearestNeighbours(points, 10));
  const weights = new Map<string, number>();
  for (let row = 0; row < graph.rows; row += 1) {
    assert.ok(graph.pointers[row + 1] > graph.pointers[row]);
    for (let entry = graph.pointers[row]; entry < graph.pointers[row + 1]; entry += 1) {
      assert.notEqual(graph.indices[entry], row);
      assert.ok(graph.values[entry] >= 0 && graph.values[entry] <= 1);
      weights.set(`${row} ${graph.indices[entry]}`, graph.values[entry]);
    }
  }
  for (const [pair, weight] of weights) {
    assert.equal(weights.get(pair.split(' ').reverse().join(' ')), weight);
  }
});

/** A wide group and a narrow one beside it. */
function wideAndNarrow(random: RandomSource) {
  const truth = Array.from({ length: 500 }, (_, index) => (index % 5 === 0 ? 1 : 0));
  const points = truth.map((group) =>
    Float32Array.from(
      group === 0
        ? [random.normal() * 3, random.normal() * 3]
        : [9 + random.normal() * 0.3, random.normal() * 0.3],
    ),
  );
  return { points, truth };
}

test('a mixture tells a wide group from a narrow one, where k-means cuts the wide one', () => {
  const random = RandomSource.fromSeed(4);
  const { points, truth } = wideAndNarrow(random);
  const { assignment } = gaussianMixture(points, 2, random);
  assert.ok(adjustedRandIndex(assignment, truth) > 0.97);
  assert.ok(adjustedRandIndex(kMeans(points, 2, random).assignment, truth) < 0.95);
});

test('a mixture stands points that are all the same, and a single component', () => {
  const random = RandomSource.fromSeed(1);
  const same = Array.from({ length: 12 }, () => Float32Array.from([1, 1, 1]));
  assert.ok(Number.isFinite(gaussianMixture(same, 2, random).logLikelihood));
  assert.deepEqual([...new Set(gaussianMixture(same, 1, random).assignment)], [0]);
});

test('groups of different width are found through the graph of their neighbours', () => {
  const { points, truth } = wideAndNarrow(RandomSource.fromSeed(6));
  const { assignment, stability } = findGroups(points, [2], 1);
  assert.ok(adjustedRandIndex(assignment, truth) > 0.97);
  assert.ok(stability > 0.9);
  assert.deepEqual(findGroups(points, [2], 1).assignment, assignment);
});

test('communities are the groups that lie apart, and the same each time', () => {
  const random = RandomSource.fromSeed(8);
  const truth = Array.from({ length: 600 }, (_, index) => index % 5);
  const points = truth.map((group) =>
    Float32Array.from([0, 1, 2, 3, 4, 5, 6, 7], (axis) => {
      return (axis === group ? 4 : 0) + random.normal() * 0.7;
    }),
  );
  const found = findCommunities(points, [3, 4, 5, 6, 7], 1);
  assert.equal(found?.count, 5);
  assert.ok(adjustedRandIndex(found.assignment, truth) > 0.99);
  assert.ok(found.stability > 0.95);
  assert.deepEqual(findCommunities(points, [3, 4, 5, 6, 7], 1), found);
});

test('communities are none where their number is not to be tried, or one is an island', () => {
  const random = RandomSource.fromSeed(10);
  const points = Array.from({ length: 306 }, (_, index) => {
    const middle = index < 300 ? (index % 2) * 9 : 60;
    return Float32Array.from([0, 1, 2, 3, 4, 5], () => middle + random.normal() * 0.5);
  });
  assert.equal(findCommunities(points, [2, 3, 4, 5, 6, 7, 8, 9, 10], 1), null);
  assert.equal(findCommunities(points.slice(0, 300), [7, 8], 1), null);
});
