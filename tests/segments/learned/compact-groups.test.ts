import assert from 'node:assert/strict';
import { test } from 'node:test';
import { RandomSource } from '../../../fusion/index.ts';
import { assignInput } from '../../../segments/learned/assign.ts';
import { adjustedRandIndex } from '../../../segments/learned/clustering/adjusted-rand-index.ts';
import { findCompactGroups } from '../../../segments/learned/clustering/compact-groups.ts';
import { meanAgreement, resample } from '../../../segments/learned/clustering/count-stabilities.ts';
import { formCompact, formGroups } from '../../../segments/learned/form-groups.ts';
import {
  AUTOENCODER_DEFAULTS,
  trainAutoencoder,
} from '../../../segments/learned/train-autoencoder.ts';

/** Users along a few directions with noise, as people are who form no groups. */
function continuum(seed: number, users: number, axes: number, noise: number): Float32Array[] {
  const random = RandomSource.fromSeed(seed);
  const columns = 16;
  const directions = Array.from({ length: axes }, () =>
    Array.from({ length: columns }, () => random.normal()),
  );
  return Array.from({ length: users }, () => {
    const own = directions.map(() => random.normal());
    return Float32Array.from({ length: columns }, (_, column) =>
      directions.reduce(
        (sum, direction, axis) => sum + own[axis] * direction[column],
        noise * random.normal(),
      ),
    );
  });
}

test('overlapping groups are found with their number, the largest first', () => {
  const random = RandomSource.fromSeed(1);
  const truth = Array.from({ length: 600 }, (_, point) =>
    point % 6 < 3 ? 0 : point % 6 < 5 ? 1 : 2,
  );
  const points = truth.map((group) =>
    Float32Array.from([0, 1, 2], (axis) => (axis === group ? 4 : 0) + random.normal()),
  );
  const { count, assignment, stability } = findCompactGroups(points, [2, 3, 4, 5], 1);
  assert.equal(count, 3);
  assert.ok(stability > 0.8);
  assert.ok(adjustedRandIndex(assignment, truth) > 0.85);
  const sizes = [0, 1, 2].map((group) => assignment.filter((own) => own === group).length);
  assert.deepEqual(
    sizes,
    [...sizes].sort((left, right) => right - left),
  );
});

test('an autoencoder that starts at the principal directions begins as a map of them', async () => {
  const rows = continuum(2, 300, 4, 0.2);
  const settings = { ...AUTOENCODER_DEFAULTS, start: 'principal', epochs: 0, latent: 4 } as const;
  const encoder = await trainAutoencoder(rows, settings);
  const mean = Float32Array.from(rows[0].keys(), (column) => {
    return rows.reduce((sum, row) => sum + row[column], 0) / rows.length;
  });
  // Angles between users are kept, since four directions are nearly all that there is.
  const centre = encodeRaw(encoder, mean);
  const cosine = (left: Float32Array, right: Float32Array) => {
    const dot = (one: Float32Array, two: Float32Array) =>
      one.reduce((sum, value, place) => sum + value * two[place], 0);
    return dot(left, right) / Math.sqrt(dot(left, left) * dot(right, right));
  };
  const away = (row: Float32Array, from: Float32Array) =>
    row.map((value, place) => value - from[place]);
  for (let user = 1; user < 40; user += 1) {
    const before = cosine(away(rows[0], mean), away(rows[user], mean));
    const after = cosine(
      away(encodeRaw(encoder, rows[0]), centre),
      away(encodeRaw(encoder, rows[user]), centre),
    );
    assert.ok(Math.abs(before - after) < 0.2, `${before} became ${after}`);
  }

  function encodeRaw({ hidden, latent }: typeof encoder, row: Float32Array): Float32Array {
    const layer = ({ kernel, bias }: typeof hidden, input: Float32Array) =>
      bias.map((start, out) =>
        input.reduce((sum, value, place) => sum + value * kernel[place * bias.length + out], start),
      );
    return layer(
      latent,
      layer(hidden, row).map((value) => Math.max(0, value)),
    );
  }
});

test('where nobody forms groups, users are divided in a way that comes back on other users', async () => {
  const random = RandomSource.fromSeed(3);
  const rows = continuum(4, 400, 2, 2);
  const blocks = new Int32Array(rows[0].length);
  const settings = { ...AUTOENCODER_DEFAULTS, latent: 8, hidden: 24 };
  const whole = await formGroups(rows, blocks, [2, 3, 4, 5], settings);
  assert.equal(whole.compact, true);
  const again = await Promise.all(
    [1, 2, 3].map(async (seed) => {
      const drawn = resample(rows, random);
      const formed = await formCompact(drawn, blocks, [whole.count], { ...settings, seed });
      return rows.map((row) => assignInput({ columns: [], ...formed }, row).group);
    }),
  );
  assert.ok(meanAgreement(again) > 0.7, `${meanAgreement(again)}`);
});
