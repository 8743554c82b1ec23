import { type FeatureColumn, featureTable } from '../../../fusion/heads/index.ts';
import {
  type Kernel,
  type KernelCandidate,
  sparseKernel,
  sumKernels,
  tableKernel,
  tfIdf,
} from '../../../fusion/heads/linear/index.ts';
import { SparseMatrix, truncatedSvd } from '../../../fusion/linear/index.ts';
import type { CompleteJourney } from '../../datasets/complete-journey.ts';

const STRENGTH = 10;
const FACTORS = 64;

/**
 * Some households by what they buy (types of product and products), where they shop, and how; rarity
 * and factors are those of all households, whose baskets need no label.
 * @param households indices, in the order of the kernels' rows
 */
export function groceryCandidates(
  journey: CompleteJourney,
  households: Int32Array,
): KernelCandidate[] {
  const { lines, products } = journey;
  const counted = (key: (line: number) => string | number): SparseMatrix =>
    tfIdf(countsOf(journey, key));
  const kernelOf = (matrix: SparseMatrix): Kernel => sparseKernel(rowsOf(matrix, households));
  const types = counted((line) => products[lines.product[line]].type);
  const typeKernel = kernelOf(types);
  const productKernel = kernelOf(counted((line) => lines.product[line]));
  const storeKernel = kernelOf(counted((line) => lines.store[line]));
  const factors = factorKernel(types, households);
  const habits = tableKernel(featureTable(habitColumns(journey, households)));
  const view = (name: string, parts: readonly (readonly [Kernel, number])[]): KernelCandidate => ({
    name,
    kernel: sumKernels(parts.map(([kernel, weight]) => ({ kernel, weight }))),
    l2: STRENGTH,
  });
  return [
    view('types, products, stores', [
      [typeKernel, 1],
      [productKernel, 1],
      [storeKernel, 0.2],
    ]),
    view('types, products, stores, habits', [
      [typeKernel, 1],
      [productKernel, 1],
      [storeKernel, 0.3],
      [habits, 0.2],
    ]),
    view('factors, products, stores', [
      [factors, 1],
      [productKernel, 1],
      [storeKernel, 0.3],
    ]),
    view('types, factors, stores', [
      [typeKernel, 1],
      [factors, 1],
      [storeKernel, 0.2],
    ]),
  ];
}

function countsOf(
  { lines, households }: CompleteJourney,
  key: (line: number) => string | number,
): SparseMatrix {
  const columns = new Map<string | number, number>();
  const rows = households.map(() => new Map<number, number>());
  for (let line = 0; line < lines.at.length; line += 1) {
    const name = key(line);
    const column = columns.get(name) ?? columns.size;
    columns.set(name, column);
    const row = rows[lines.household[line]];
    row.set(column, (row.get(column) ?? 0) + 1);
  }
  return SparseMatrix.fromRows(
    columns.size,
    rows.map((row) => ({ indices: [...row.keys()], values: [...row.values()] })),
  );
}

function rowsOf(matrix: SparseMatrix, wanted: Int32Array): SparseMatrix {
  return SparseMatrix.fromRows(
    matrix.columns,
    Array.from(wanted, (row) => {
      const [from, to] = [matrix.pointers[row], matrix.pointers[row + 1]];
      return {
        indices: matrix.indices.subarray(from, to),
        values: matrix.values.subarray(from, to),
      };
    }),
  );
}

/** Inner products in the space of the strongest directions, the strong ones damped by their root. */
function factorKernel(matrix: SparseMatrix, wanted: Int32Array): Kernel {
  const { left, rank, singularValues } = truncatedSvd(matrix, FACTORS, 1);
  const users = wanted.length;
  const values = new Float64Array(users * users);
  for (let row = 0; row < users; row += 1) {
    for (let other = 0; other < users; other += 1) {
      let sum = 0;
      for (let axis = 0; axis < rank; axis += 1) {
        sum +=
          left[wanted[row] * rank + axis] *
          left[wanted[other] * rank + axis] *
          singularValues[axis];
      }
      values[row * users + other] = sum;
    }
  }
  return { users, values };
}

/** How much, how often and at what prices a household buys. */
function habitColumns(
  { lines, products, households }: CompleteJourney,
  wanted: Int32Array,
): FeatureColumn[] {
  const sums = households.map(() => ({
    lines: 0,
    spent: 0,
    retail: 0,
    coupon: 0,
    national: 0,
    hours: 0,
    weekend: 0,
    baskets: new Set<number>(),
    stores: new Set<number>(),
    products: new Set<number>(),
  }));
  for (let line = 0; line < lines.at.length; line += 1) {
    const own = sums[lines.household[line]];
    const at = new Date(lines.at[line]);
    own.lines += 1;
    own.spent += lines.value[line];
    own.retail += lines.retailDiscount[line];
    own.coupon += lines.couponDiscount[line];
    own.national += products[lines.product[line]].brand === 'National' ? 1 : 0;
    own.hours += at.getUTCHours();
    own.weekend += [0, 6].includes(at.getUTCDay()) ? 1 : 0;
    own.baskets.add(lines.basket[line]);
    own.stores.add(lines.store[line]);
    own.products.add(lines.product[line]);
  }
  const column = (name: string, value: (own: (typeof sums)[number]) => number): FeatureColumn => ({
    name,
    group: 'habits',
    values: Float64Array.from(wanted, (household) => value(sums[household])),
  });
  return [
    column('log_spent', ({ spent }) => Math.log(spent)),
    column('log_lines', (own) => Math.log(own.lines)),
    column('log_baskets', ({ baskets }) => Math.log(baskets.size)),
    column('log_basket_value', ({ spent, baskets }) => Math.log(spent / baskets.size)),
    column('log_basket_lines', (own) => Math.log(own.lines / own.baskets.size)),
    column('log_line_value', (own) => Math.log(own.spent / own.lines)),
    column('retail_discount', ({ retail, spent }) => retail / spent),
    column('log_coupons', ({ coupon }) => Math.log1p(coupon)),
    column('national_share', (own) => own.national / own.lines),
    column('log_stores', ({ stores }) => Math.log(stores.size)),
    column('log_products', (own) => Math.log(own.products.size)),
    column('variety', (own) => own.products.size / own.lines),
    column('hour', (own) => own.hours / own.lines),
    column('weekend_share', (own) => own.weekend / own.lines),
  ];
}
