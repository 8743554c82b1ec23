import { setImmediate as turn } from 'node:timers/promises';
import { NetworkInputError, type Voice, Voices } from '../model/index.ts';
import type { RowReference } from './batch.ts';
import { evaluateRows } from './evaluate-rows.ts';
import { type FitSettings, VOICE_RULES, type VoiceRule } from './training-settings.ts';
import type { StepContext } from './training-step.ts';

/** Fewer rows than this with a set of modalities tell nothing about it. */
const FEWEST_ROWS = 100;
/** Rows times sets that are ranked at most: with many modalities fewer rows speak for each set. */
const MOST_RANKED = 40_000;

/** A set of modalities as bits, and what ranking by these alone comes to. */
export interface Measured {
  readonly set: number;
  readonly size: number;
  /** NDCG@20 of each row that has the set, by the row's place. */
  readonly ndcg: ReadonlyMap<number, number>;
}

/** Who ranks for whom, and how well. */
export interface VoiceChoice {
  /** The sets of which not all rank. */
  readonly voices: readonly Voice[];
  /** NDCG@20 of the rows that were asked, ranked by who is heard; null where too few said anything. */
  readonly ndcg: number | null;
  /** Why everything is heard without having been tried; null where it was, or too few have several modalities. */
  readonly problem: string | null;
}

/**
 * Chooses by validation rows which modalities rank for users who have a set of them: all, unless another choice is
 * better than all by more than one standard error of the paired difference. Then it is the fewest whose NDCG@20 is
 * within one standard error of that of the best choice (the rule of one standard error, Breiman, Friedman, Olshen
 * and Stone 1984, section 3.4.3); by the rule `if-better` it is these in any case. A row speaks for each set
 * that it has, the rest masked.
 * @throws what `signal` was aborted with
 */
export async function chooseVoices(
  context: StepContext,
  rows: readonly RowReference[],
  signal?: AbortSignal,
): Promise<VoiceChoice> {
  const { schema, settings } = context;
  const rule = voiceRuleOf(settings);
  const names = schema.modalities.map(({ name }) => name);
  const sets = Array.from({ length: 2 ** names.length - 1 }, (_, index) => index + 1);
  const telling = rows.filter((row) => hasTarget(row) && sizeOf(setOf(row.present)) > 1);
  const { asked, problem } = rowsToAsk(telling, names.length);
  if (asked.length === 0) return { voices: [], ndcg: null, problem };
  const measured: Measured[] = [];
  for (const set of sets) {
    // Others are heard between the sets, of which each takes as long as a part of an epoch.
    await turn();
    signal?.throwIfAborted();
    measured.push(measure(context, asked, set));
  }
  const namesOf = (set: number) => names.filter((_, index) => set & (1 << index));
  const voices = measured.flatMap((all): Voice[] => {
    if (all.size < 2 || all.ndcg.size < FEWEST_ROWS) return [];
    const within = measured.filter(({ set }) => (set & all.set) === set);
    const heard = rankingSet(all, within, [...all.ndcg.keys()], rule);
    return heard === all ? [] : [{ have: namesOf(all.set), heard: namesOf(heard.set) }];
  });
  const known = new Voices(voices);
  const bits = (heard: readonly string[]) =>
    heard.reduce((set, name) => set | (1 << names.indexOf(name)), 0);
  const served = asked.map(({ present }, place) => {
    const heard = bits(known.heardOf(namesOf(setOf(present))));
    return measured[heard - 1].ndcg.get(place)!;
  });
  return { voices, ndcg: mean(served), problem };
}

/** Which rows speak: as many as can be ranked by every set, and none where these are too few. */
export function rowsToAsk<Row>(
  telling: readonly Row[],
  modalities: number,
): { asked: readonly Row[]; problem: string | null } {
  if (telling.length < FEWEST_ROWS) return { asked: [], problem: null };
  const sets = 2 ** modalities - 1;
  const step = Math.max(1, Math.ceil((telling.length * sets) / MOST_RANKED));
  const asked = telling.filter((_, place) => place % step === 0);
  if (asked.length >= FEWEST_ROWS) return { asked, problem: null };
  const problem = `${modalities} modalities make ${sets} sets, too many to try each on ${FEWEST_ROWS} users`;
  return { asked: [], problem };
}

/** @throws NetworkInputError for a rule that there is not */
export function voiceRuleOf({ voices = 'unless-worse' }: Pick<FitSettings, 'voices'>): VoiceRule {
  if (VOICE_RULES.includes(voices)) return voices;
  throw new NetworkInputError(
    `'${voices}' is no rule for voices: it is ${VOICE_RULES.join(' or ')}.`,
  );
}

function measure(context: StepContext, rows: readonly RowReference[], set: number): Measured {
  const places = [...rows.keys()].filter((place) => (setOf(rows[place].present) & set) === set);
  const only = places.map((place) => ({
    ...rows[place],
    present: rows[place].present.map((_, index) => (set >> index) & 1),
  }));
  const { ndcgs } = evaluateRows(context, only);
  const ndcg = new Map(places.map((place, index) => [place, ndcgs[index]]));
  return { set, size: sizeOf(set), ndcg };
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

function hasTarget({ set, row }: RowReference): boolean {
  const [from, to] = [set.candidatePointers[row], set.candidatePointers[row + 1]];
  return set.targets.subarray(from, to).some((target) => target > 0);
}

function setOf(present: Uint8Array): number {
  return present.reduce((set, value, index) => (value === 1 ? set | (1 << index) : set), 0);
}

function sizeOf(set: number): number {
  let size = 0;
  for (let rest = set; rest > 0; rest &= rest - 1) size += 1;
  return size;
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function standardError(values: readonly number[]): number {
  const center = mean(values);
  const squares = values.reduce((sum, value) => sum + (value - center) ** 2, 0);
  return Math.sqrt(squares / (values.length - 1) / values.length);
}
