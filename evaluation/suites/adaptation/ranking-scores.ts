import type { Figures } from '../../suite.ts';

const PLACES = 10;

/** Discounted gain of one relevant item at a place from 1, among the first ten. */
export function gainAt(rank: number): number {
  return rank <= PLACES ? 1 / Math.log2(1 + rank) : 0;
}

/** 1 for a place among the first ten. */
export function hitAt(rank: number): number {
  return rank <= PLACES ? 1 : 0;
}

/** Mean hit rate and discounted gain of the first ten. */
export function rankingFigures(ranks: ArrayLike<number>, prefix: string): Figures {
  const of = (score: (rank: number) => number) => mean(Float64Array.from(ranks, score));
  return { [`${prefix}hr@10`]: of(hitAt), [`${prefix}ndcg@10`]: of(gainAt) };
}

export function mean(values: ArrayLike<number>): number {
  let sum = 0;
  for (let at = 0; at < values.length; at += 1) sum += values[at];
  return values.length === 0 ? 0 : sum / values.length;
}
