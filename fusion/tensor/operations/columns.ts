import { add, concat, mul, pad, slice, sum, type Tensor2D } from '@tensorflow/tfjs-core';
import { withGradient } from './with-gradient.ts';

/** Puts matrices of equal height beside one another: [rows, a], [rows, b] to [rows, a + b]. */
export function concatColumns(parts: readonly Tensor2D[]): Tensor2D {
  if (parts.length === 1) return parts[0];
  const widths = parts.map((part) => part.shape[1]);
  return withGradient<Tensor2D>(parts, () => ({
    value: concat([...parts], 1),
    gradient: (slope) => {
      let start = 0;
      return widths.map((width) => {
        const own = slice(slope, [0, start], [-1, width]);
        start += width;
        return own;
      });
    },
  }));
}

/** Columns `start` to `start + width` - 1 of a matrix. */
export function sliceColumns(x: Tensor2D, start: number, width: number): Tensor2D {
  const total = x.shape[1];
  return withGradient<Tensor2D>([x], () => ({
    value: slice(x, [0, start], [-1, width]),
    gradient: (slope) => [
      pad(slope, [
        [0, 0],
        [start, total - start - width],
      ]),
    ],
  }));
}

/** The sum of matrices of one shape. */
export function addAll(parts: readonly Tensor2D[]): Tensor2D {
  return withGradient<Tensor2D>(parts, () => ({
    value: parts.slice(1).reduce((total, part) => add(total, part), parts[0].clone()),
    gradient: (slope) => parts.map(() => slope.clone()),
  }));
}

/** Each row of a matrix times its own number times a constant, [rows, columns] and [rows, 1]. */
export function multiplyByColumn(x: Tensor2D, factor: Tensor2D, scale: number): Tensor2D {
  return withGradient<Tensor2D>([x, factor], (save) => {
    const scaled = mul(factor, scale) as Tensor2D;
    save([x, scaled]);
    return {
      value: mul(x, scaled),
      gradient: (slope, [input, times]) => [
        mul(slope, times),
        mul(sum(mul(slope, input), 1, true), scale),
      ],
    };
  });
}

/** A matrix times data of the same shape or a number: dropout's masks, a fixed scale. */
export function multiplyByData(x: Tensor2D, factor: Tensor2D | number): Tensor2D {
  return withGradient<Tensor2D>([x], (save) => {
    if (typeof factor !== 'number') save([factor]);
    return {
      value: mul(x, factor),
      gradient: (slope, saved) => [mul(slope, saved[0] ?? factor)],
    };
  });
}
