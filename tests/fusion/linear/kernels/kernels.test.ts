import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it, mock } from 'node:test';
import { addScaled, dot } from '../../../../fusion/linear/dense-matrix.ts';
import { DOUBLE, Kernels } from '../../../../fusion/linear/kernels/kernels.ts';
import {
  applyNormal,
  MOST_HELD,
  timesGram,
} from '../../../../fusion/linear/kernels/normal-equations.ts';
import { RandomSource } from '../../../../fusion/tensor/random-source.ts';
import { assembledFile, assembledKernels } from '../../../../scripts/kernels.ts';

const WIDTHS = [1, 2, 3, 4, 5, 7, 8, 33, 128];
const random = RandomSource.fromSeed(6);
const normals = (length: number) => Float64Array.from({ length }, () => random.normal());

describe('the kernels', () => {
  it('are what their source comes to', async () => {
    assert.equal(await assembledKernels(), readFileSync(assembledFile, 'utf8'));
  });

  it('keep what is in their memory when it grows', () => {
    const kernels = new Kernels();
    kernels.doubles(3).set([1, 2, 3]);
    const grown = kernels.doubles(100_000);
    assert.ok(grown.length >= 100_000);
    assert.deepEqual([...grown.subarray(0, 4)], [1, 2, 3, 0]);
  });

  for (const width of WIDTHS) {
    it(`multiply and add ${width} numbers with the bits of the loops in JavaScript`, () => {
      const gram = normals(width * width);
      const [vectors, input] = [normals(9 * width), normals(width)];
      const image = Float64Array.from({ length: width }, (_, row) =>
        dot(gram, row * width, input, 0, width),
      );
      assert.deepEqual(timesGram(gram, input), image);

      for (const indices of [[], [3], [8, 0, 8], [5, 4, 3, 2, 1, 0]]) {
        const excess = normals(indices.length);
        const output = new Float64Array(width);
        applyNormal({ factors: width, gram, vectors, indices, excess })(input, output);
        const expected = image.slice();
        indices.forEach((row, entry) => {
          const along = dot(vectors, row * width, input, 0, width);
          addScaled(expected, 0, excess[entry] * along, vectors, row * width, width);
        });
        assert.deepEqual(output, expected);
      }
    });

    it(`compare a vector of ${width} numbers with groups of eight as one after the other`, () => {
      const [groups, lanes] = [3, 8];
      const [packed, vector] = [normals(groups * width * lanes), normals(width)];
      const kernels = new Kernels();
      const memory = kernels.doubles(packed.length + width + groups * lanes);
      memory.set(packed);
      memory.set(vector, packed.length);
      const into = packed.length + width;
      kernels.run.groupsOfEight(0, groups, packed.length * DOUBLE, width, into * DOUBLE);
      for (let place = 0; place < groups * lanes; place += 1) {
        const lane = place % lanes;
        let sum = 0;
        for (let k = 0; k < width; k += 1) {
          sum += vector[k] * packed[(place - lane) * width + k * lanes + lane];
        }
        assert.equal(memory[into + place], sum);
      }
    });
  }

  it('take a row whose vectors are too many to be held together in stretches, with the same bits', () => {
    const width = 128;
    const stretch = Math.floor(MOST_HELD / width);
    const gram = normals(width * width);
    const [vectors, input] = [normals(50 * width), normals(width)];
    const apply = (count: number) => {
      const indices = Int32Array.from({ length: count }, (_, entry) => (entry * 7) % 50);
      const excess = Float64Array.from(indices, (row, entry) => Math.sin(row + entry));
      const outputs = [1, 2].map(() => new Float64Array(width));
      const multiply = applyNormal({ factors: width, gram, vectors, indices, excess });
      // It is asked again and again while a row is solved.
      for (const output of outputs) multiply(input, output);
      const expected = timesGram(gram, input);
      indices.forEach((row, entry) => {
        const along = dot(vectors, row * width, input, 0, width);
        addScaled(expected, 0, excess[entry] * along, vectors, row * width, width);
      });
      return { outputs, expected };
    };
    const grow = mock.method(WebAssembly.Memory.prototype, 'grow');
    for (const count of [stretch, 2 * stretch, 2 * stretch + 1]) {
      const { outputs, expected } = apply(count);
      for (const output of outputs) assert.deepEqual(output, expected);
      assert.ok(grow.mock.callCount() <= 1, 'the memory grows to the first stretch and no further');
    }
    assert.equal(grow.mock.callCount(), 1);
    grow.mock.restore();
  });

  it('solve one row after the other with another gram', () => {
    const [first, second] = [normals(9), normals(16)];
    const [three, four] = [normals(3), normals(4)];
    const alone = [timesGram(first, three), timesGram(second, four)];
    assert.deepEqual([timesGram(first, three), timesGram(second, four)], alone);
    assert.notDeepEqual(alone[0], alone[1].subarray(0, 3));
  });
});
