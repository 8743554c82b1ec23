import type { RowReference } from './batch.ts';
import { evaluateRows } from './evaluate-rows.ts';
import type { VoiceRule } from './training-settings.ts';
import type { StepContext } from './training-step.ts';

/** A set of modalities as bits, and what ranking by these alone comes to. */
export interface Measured {
  readonly set: number;
  readonly size: number;
  /** NDCG@20 of each row that was ranked so, by the row's place. */
  readonly ndcg: ReadonlyMap<number, number>;
}

/** Ranks rows, each by modalities of its own. @param heardOf of the modalities that a row has, as bits; 0 leaves it out */
export function measureRows(
  context: StepContext,
  rows: readonly RowReference[],
  heardOf: (have: number) => number,
): Map<number, number> {
  const places: number[] = [];
  const only: RowReference[] = [];
  rows.forEach((row, place) => {
    const heard = heardOf(setOf(row.present));
    if (heard === 0) return;
    places.push(place);
    only.push({ ...row, present: row.present.map((_, index) => (heard >> index) & 1) });
  });
  const { ndcgs } = evaluateRows(context, only);
  return new Map(places.map((place, index) => [place, ndcgs[index]]));
}

/** Which of the choices ranks for those who have all. @param places of the rows that have all */
export function rankingSet(
  all: Measured,
  choices: readonly Measured[],
  places: readonly number[],
  rule: VoiceRule,
): Measured {
  const scoreOf = ({ ndcg }: Measured) => mean(places.map((place) => ndcg.get(place)!));
  const scores = new Map(choices.map((choice) => [choice, scoreOf(choice)]));
  const better = (left: Measured, right: Measured) =>
    scores.get(right)! > scores.get(left)! ? right : left;
  const best = choices.reduce(better);
  const isAsGood = (choice: Measured) => {
    const losses = places.map((place) => best.ndcg.get(place)! - choice.ndcg.get(place)!);
    return mean(losses) <= standardError(losses);
  };
  if (rule === 'unless-worse' && isAsGood(all)) return all;
  const asGood = choices.filter(isAsGood);
  const least = Math.min(...asGood.map(({ size }) => size));
  return asGood.filter(({ size }) => size === least).reduce(better);
}

/** Which of the modalities are there, as bits. */
export function setOf(present: Uint8Array): number {
  return present.reduce((set, value, index) => (value === 1 ? set | (1 << index) : set), 0);
}

/** How many modalities a set has. */
export function sizeOf(set: number): number {
  let size = 0;
  for (let rest = set; rest > 0; rest &= rest - 1) size += 1;
  return size;
}

export function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function standardError(values: readonly number[]): number {
  const center = mean(values);
  const squares = values.reduce((sum, value) => sum + (value - center) ** 2, 0);
  return Math.sqrt(squares / (values.length - 1) / values.length);
}
