import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  addScaled,
  dot,
  dotOfSingles,
  dotTwo,
  dotWithTwo,
  timesVector,
} from '../../../fusion/linear/dense-matrix.ts';
import { conjugateGradient, solveRow } from '../../../fusion/linear/index.ts';
import { RandomSource } from '../../../fusion/tensor/random-source.ts';

const WIDTHS = [0, 1, 3, 4, 7, 8, 33];
const [FIRST, SECOND] = [2, 5];
const random = RandomSource.fromSeed(4);
const normals = (length: number) => Float64Array.from({ length }, () => random.normal());

describe('two rows at once', () => {
  for (const width of WIDTHS) {
    it(`gives the bits of one after the other, ${width} numbers wide`, () => {
      const rows = normals(7 * width);
      const [left, right] = [normals(width), normals(width)];
      const both = new Float64Array(2);

      dotTwo(rows, FIRST * width, SECOND * width, right, width, both, 0);
      const expected = [FIRST, SECOND].map((row) => dot(rows, row * width, right, 0, width));
      assert.deepEqual([...both], expected);

      const singles = Float32Array.from(rows);
      dotWithTwo(singles, FIRST * width, left, right, width, both);
      const ofOne = [left, right].map((own) => dotOfSingles(singles, FIRST * width, own, 0, width));
      assert.deepEqual([...both], ofOne);

      for (const count of [0, 1, 6, 7]) {
        const image = new Float64Array(count);
        timesVector(rows, count, width, right, image);
        const plain = image.map((_, row) => dot(rows, row * width, right, 0, width));
        assert.deepEqual(image, plain);
      }
    });
  }
});

describe('solveRow', () => {
  for (const connections of [0, 1, 2, 5]) {
    it(`solves for ${connections} connections as one row after the other does, bit by bit`, () => {
      const [factors, confidence, steps] = [6, 20, 4];
      const vectors = normals(9 * factors);
      const gram = new Float64Array(factors * factors);
      for (let row = 0; row < 9; row += 1) {
        for (let k = 0; k < factors; k += 1) {
          addScaled(gram, k * factors, vectors[row * factors + k], vectors, row * factors, factors);
        }
      }
      const indices = [8, 0, 3, 3, 5].slice(0, connections);
      const weights = [1, 0.5, 0.01, 0.7, 1].slice(0, connections);
      const side = { count: 9, factors, vectors, gram };
      const plain = (start: Float64Array) => {
        const target = new Float64Array(factors);
        indices.forEach((row, entry) => {
          const trust = Math.max(1, confidence * weights[entry]);
          addScaled(target, 0, trust, vectors, row * factors, factors);
        });
        const apply = (input: Float64Array, output: Float64Array) => {
          for (let k = 0; k < factors; k += 1) {
            output[k] = dot(gram, k * factors, input, 0, factors);
          }
          indices.forEach((row, entry) => {
            const excess = Math.max(1, confidence * weights[entry]) - 1;
            const along = dot(vectors, row * factors, input, 0, factors);
            addScaled(output, 0, excess * along, vectors, row * factors, factors);
          });
        };
        conjugateGradient(apply, target, start, steps);
        return start;
      };
      for (const start of [new Float64Array(factors), normals(factors)]) {
        const solved = start.slice();
        solveRow(side, indices, weights, confidence, steps, solved);
        assert.deepEqual(solved, plain(start.slice()));
      }
    });
  }
});
