import type { SparseMatrix } from '../../linear/index.ts';
import type { FeatureTable } from '../feature-table.ts';
import type { Kernel } from './kernel-ridge.ts';
import { fitScaling, scaled } from './scaling.ts';

/** Inner products of the rows of a sparse matrix [users, columns]. */
export function sparseKernel(matrix: SparseMatrix): Kernel {
  const users = matrix.rows;
  const values = new Float64Array(users * users);
  const transposed = matrix.transpose();
  for (let column = 0; column < transposed.rows; column += 1) {
    const [from, to] = [transposed.pointers[column], transposed.pointers[column + 1]];
    for (let left = from; left < to; left += 1) {
      const row = transposed.indices[left] * users;
      for (let right = from; right < to; right += 1) {
        values[row + transposed.indices[right]] +=
          transposed.values[left] * transposed.values[right];
      }
    }
  }
  return { users, values };
}

/** Inner products of standardised features; the unknown counts as the mean. */
export function tableKernel(table: FeatureTable): Kernel {
  const users = table.rows;
  const scaling = fitScaling(table);
  const columns = table.columns.map((column, feature) =>
    Float64Array.from(column, (value) => scaled(scaling, feature, value)),
  );
  const values = new Float64Array(users * users);
  for (const column of columns) {
    for (let left = 0; left < users; left += 1) {
      for (let right = 0; right < users; right += 1) {
        values[left * users + right] += column[left] * column[right];
      }
    }
  }
  return { users, values };
}

/** A weighted sum of kernels, each first brought to the same mean of squared distances. */
export function sumKernels(
  parts: readonly { readonly kernel: Kernel; readonly weight: number }[],
): Kernel {
  const { users } = parts[0].kernel;
  const values = new Float64Array(users * users);
  for (const { kernel, weight } of parts) {
    let [trace, total] = [0, 0];
    for (let user = 0; user < users; user += 1) trace += kernel.values[user * users + user];
    for (const value of kernel.values) total += value;
    const scale = weight / ((trace - total / users) / users);
    kernel.values.forEach((value, at) => {
      values[at] += scale * value;
    });
  }
  return { users, values };
}
