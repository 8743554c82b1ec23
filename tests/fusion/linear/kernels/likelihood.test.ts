import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { DOUBLE, Kernels } from '../../../../fusion/linear/kernels/kernels.ts';

const kernels = new Kernels();
const numbers = (least: number, greatest: number) =>
  fc.array(fc.double({ min: least, max: greatest, noNaN: true }), { minLength: 1, maxLength: 19 });

/** Sums of e^x and x · e^x over x = scale · number − shift. What lies behind the numbers must not count. */
function raised(list: readonly number[], scale = 1, shift = 0): [number, number] {
  const memory = kernels.doubles(64);
  memory.fill(1e6).set(list, 2);
  kernels.run.raised(2 * DOUBLE, list.length, scale, shift, 0);
  return [memory[0], memory[1]];
}

describe('likelihood kernels', () => {
  it('raise e to 14 digits wherever a double holds it', () => {
    fc.assert(
      fc.property(fc.double({ min: -700, max: 700, noNaN: true }), (value) => {
        const expected = Math.exp(value);
        const [one, weighted] = raised([value]);
        assert.ok(Math.abs(one - expected) <= 1.2e-14 * expected, String(value));
        assert.ok(Math.abs(weighted - one * value) <= 1e-300 + 1e-15 * Math.abs(one * value));
      }),
      { numRuns: 20_000 },
    );
  });

  it('stay finite beyond that', () => {
    for (const value of [-709, -1e300, Number.NEGATIVE_INFINITY]) {
      assert.ok(raised([value])[0] >= 0 && raised([value])[0] < 1e-307);
    }
    for (const value of [710, 1e300, Number.POSITIVE_INFINITY]) {
      assert.ok(raised([value])[0] > 1e307 && Number.isFinite(raised([value])[0]));
    }
  });

  it('add up as many numbers as they are told', () => {
    const scaled = fc.record({
      list: numbers(-30, 30),
      scale: fc.double({ min: 0, max: 5, noNaN: true }),
      shift: fc.double({ min: -20, max: 150, noNaN: true }),
    });
    fc.assert(
      fc.property(scaled, ({ list, scale, shift }) => {
        const [sum, weighted] = raised(list, scale, shift);
        const exponents = list.map((number) => scale * number - shift);
        const terms = exponents.map(Math.exp);
        const expected = terms.reduce((total, term) => total + term, 0);
        const size = terms.reduce((total, term, at) => total + term * Math.abs(exponents[at]), 0);
        const expectedWeighted = terms.reduce((total, term, at) => total + term * exponents[at], 0);
        assert.ok(Math.abs(sum - expected) <= 1e-13 * expected);
        assert.ok(Math.abs(weighted - expectedWeighted) <= 1e-13 * size + 1e-300);
      }),
    );
  });

  it('find the maximum, and count what lies above a bound', () => {
    fc.assert(
      fc.property(numbers(-9, 9), fc.double({ min: -9, max: 9, noNaN: true }), (list, least) => {
        const memory = kernels.doubles(64);
        memory.fill(1e6).set(list, 3);
        assert.equal(kernels.run.maximum(3 * DOUBLE, list.length), Math.max(...list));
        const above = list.filter((number) => 1.5 * number > least).length;
        assert.equal(kernels.run.countAbove(3 * DOUBLE, list.length, 1.5, least), above);
      }),
    );
  });
});
