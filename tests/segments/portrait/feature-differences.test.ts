import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { RandomSource, unnamedFeature } from '../../../fusion/index.ts';
import { compareFeatures } from '../../../segments/portrait/feature-differences.ts';
import { featureValues } from '../../../segments/portrait/feature-values.ts';

const labelOf = (_modality: string, feature: string) => unnamedFeature(feature, 'en');
const FEATURES = 40;

/** Features of every shape: normal, mostly zero, long-tailed, absent for many; pairs go together. */
function drawn(random: RandomSource, shift: (feature: number) => number) {
  let last = 0;
  return Array.from({ length: FEATURES }, (_, feature) => {
    const own = random.normal();
    const normal = feature % 2 === 0 ? own : 0.8 * last + 0.6 * own;
    last = normal;
    const shape = feature % 4;
    const value = normal + shift(feature);
    const told =
      shape === 0
        ? value
        : shape === 1
          ? Math.max(0, value - 1.6)
          : shape === 2
            ? Math.exp(value)
            : value;
    const absent = shape === 3 && random.uniform() < 0.5;
    return { name: `feature${feature}`, value: absent ? Number.NaN : told };
  });
}

function compared(seed: number, members: number, shift: (feature: number) => number) {
  const random = RandomSource.fromSeed(seed);
  const users = 500;
  const profiles = Array.from({ length: users }, (_, user) => {
    const features = drawn(random, user < members ? shift : () => 0);
    return { modalities: [{ name: 'browsing', present: true, events: 30, features }] };
  });
  const places = [...profiles.keys()];
  return compareFeatures(
    featureValues(profiles),
    places.slice(0, members),
    places.slice(members),
    labelOf,
  );
}

describe('differences between groups', () => {
  test('where there are none, hardly ever one is found', () => {
    let seedsWithFindings = 0;
    const seeds = 120;
    for (let seed = 1; seed <= seeds; seed += 1) {
      const members = [6, 15, 40, 250][seed % 4];
      if (compared(seed, members, () => 0).differences.length > 0) seedsWithFindings += 1;
    }
    assert.ok(seedsWithFindings / seeds <= 0.05, `${seedsWithFindings} of ${seeds}`);
  });

  test('planted ones are found, few others with them, and their intervals hold', () => {
    const planted = new Set([0, 4, 8, 12, 16, 20]);
    const shift = (feature: number) => (planted.has(feature) ? 1 : 0);
    let [found, wanted, falseShares, held, intervals] = [0, 0, 0, 0, 0];
    const seeds = 40;
    const members = 80;
    // The deviation of both groups together, of which the effect is a part.
    const effect = 1 / Math.sqrt(1 + (members / 500) * (1 - members / 500));
    for (let seed = 1; seed <= seeds; seed += 1) {
      const { differences, lookedAt } = compared(1000 + seed, members, shift);
      assert.equal(lookedAt, FEATURES);
      const right = differences.filter(({ feature }) => planted.has(Number(feature.slice(7))));
      found += right.length;
      wanted += planted.size;
      falseShares += 1 - right.length / Math.max(1, differences.length);
      for (const { low, high } of right) {
        intervals += 1;
        if (low <= effect && effect <= high) held += 1;
      }
    }
    assert.ok(found / wanted > 0.95, `found ${found} of ${wanted}`);
    assert.ok(falseShares / seeds <= 0.05, `false ${falseShares / seeds}`);
    assert.ok(held / intervals >= 0.95, `held ${held} of ${intervals}`);
  });

  test('nothing is said of few, of nobody, or of features that are all equal', () => {
    const equal = Array.from({ length: 30 }, () => ({
      modalities: [
        { name: 'browsing', present: true, events: 9, features: [{ name: 'same', value: 0.1 }] },
      ],
    }));
    const places = [...equal.keys()];
    const values = featureValues(equal);
    const all = compareFeatures(values, places.slice(0, 10), places.slice(10), labelOf);
    assert.deepEqual([all.lookedAt, all.differences], [0, []]);
    for (const size of [0, 1, 4]) {
      const { lookedAt, differences, members } = compareFeatures(
        featureValues(
          equal.map((profile, user) => ({
            modalities: profile.modalities.map((modality) => ({
              ...modality,
              features: [{ name: 'own', value: user < size ? 9 : user / 100 }],
            })),
          })),
        ),
        places.slice(0, size),
        places.slice(size),
        labelOf,
      );
      assert.deepEqual([lookedAt, differences, members], [0, [], size]);
    }
  });
});
