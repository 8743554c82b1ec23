import { fitImplicitAls, SparseMatrix } from '../linear/index.ts';
import { ITEM_REGULARISATION, ItemSpace } from './item-space.ts';
import type { LoggedStream } from './policy-examples.ts';

const FACTORS = 64;
/** An observed item counts twice as much as an unobserved one. */
const CONFIDENCE = 2;
const ITERATIONS = 12;

/** Fits the items' vectors to who had what, by iALS; few people or items make fewer factors. */
export function fitItemSpace(
  streams: readonly LoggedStream[],
  itemCount: number,
  seed: number,
): ItemSpace {
  const rows = streams.map(({ items }) => {
    const indices = [...new Set(Array.from(items))].sort((left, right) => left - right);
    return { indices, values: indices.map(() => 1) };
  });
  const factors = Math.min(FACTORS, Math.max(4, Math.floor(Math.min(rows.length, itemCount) / 2)));
  const { items } = fitImplicitAls(SparseMatrix.fromRows(itemCount, rows), {
    factors,
    confidence: CONFIDENCE,
    regularisation: ITEM_REGULARISATION,
    iterations: ITERATIONS,
    seed,
  });
  return new ItemSpace(items, factors).among(streams);
}
