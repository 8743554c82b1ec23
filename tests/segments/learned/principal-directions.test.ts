import assert from 'node:assert/strict';
import { test } from 'node:test';
import { RandomSource } from '../../../fusion/index.ts';
import {
  principalCoordinates,
  principalDirections,
} from '../../../segments/learned/principal-directions.ts';

test('rows that vary along two directions are told by their two coordinates alone', () => {
  const random = RandomSource.fromSeed(3);
  const axes = [
    [0.6, 0.8, 0],
    [0, 0, 1],
  ];
  const rows = Array.from({ length: 200 }, () => {
    const [far, near] = [5 * random.normal(), random.normal()];
    return Float32Array.from([0, 1, 2], (column) => {
      return 7 + far * axes[0][column] + near * axes[1][column];
    });
  });
  const found = principalDirections(rows, 3);
  const middle = Float32Array.from(found.means);
  assert.ok(principalCoordinates(found, middle).every((value) => Math.abs(value) < 1e-5));
  assert.ok(Math.abs(found.directions[0] * 0.8 - found.directions[found.rank] * 0.6) < 1e-4);
  for (const row of rows.slice(0, 20)) {
    const coordinates = principalCoordinates(found, row);
    for (const column of [0, 1, 2]) {
      const rebuilt = coordinates.slice(0, 2).reduce((sum, value, axis) => {
        return sum + value * found.directions[column * found.rank + axis];
      }, found.means[column]);
      assert.ok(Math.abs(rebuilt - row[column]) < 1e-3);
    }
  }
});
