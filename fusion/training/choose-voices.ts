import { setImmediate as turn } from 'node:timers/promises';
import { NetworkInputError, type Voice, Voices } from '../model/index.ts';
import { chooseBackward, rankingsBackward } from './backward-voices.ts';
import type { RowReference } from './batch.ts';
import { type FitSettings, VOICE_RULES, type VoiceRule } from './training-settings.ts';
import type { StepContext } from './training-step.ts';
import { type Measured, mean, measureRows, rankingSet, setOf, sizeOf } from './voice-measure.ts';

/** Fewer rows than this with a set of modalities tell nothing about it. */
const FEWEST_ROWS = 100;
/** Rows times rankings of them at most: with many modalities fewer rows speak for each set. */
const MOST_RANKED = 40_000;
/** With more modalities than this there are too many sets to try each. */
const MOST_MODALITIES = 8;

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
 * that it has, the rest masked. From nine modalities on, where there are too many sets, one choice is made for
 * everybody, by taking away one modality after the other (`chooseBackward`).
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
  const telling = rows.filter((row) => hasTarget(row) && sizeOf(setOf(row.present)) > 1);
  const { asked, problem } = rowsToAsk(telling, names.length);
  if (asked.length === 0) return { voices: [], ndcg: null, problem };
  const measure = async (set: number, heardOf: (have: number) => number): Promise<Measured> => {
    // Others are heard between the sets, of which each takes as long as a part of an epoch.
    await turn();
    signal?.throwIfAborted();
    return { set, size: sizeOf(set), ndcg: measureRows(context, asked, heardOf) };
  };
  if (names.length > MOST_MODALITIES) {
    const { voices, heard } = await chooseBackward(names, rule, measure);
    return { voices, ndcg: mean([...heard.ndcg.values()]), problem: null };
  }
  const measured: Measured[] = [];
  for (let set = 1; set < 2 ** names.length; set += 1) {
    measured.push(await measure(set, (have) => ((have & set) === set ? set : 0)));
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

/** Which rows speak: as many as can be ranked by every set that is tried, and none where these are too few. */
export function rowsToAsk<Row>(
  telling: readonly Row[],
  modalities: number,
): { asked: readonly Row[]; problem: string | null } {
  if (telling.length < FEWEST_ROWS) return { asked: [], problem: null };
  const rankings =
    modalities > MOST_MODALITIES ? rankingsBackward(modalities) : 2 ** modalities - 1;
  const step = Math.max(1, Math.ceil((telling.length * rankings) / MOST_RANKED));
  const asked = telling.filter((_, place) => place % step === 0);
  if (asked.length >= FEWEST_ROWS) return { asked, problem: null };
  const problem = `${modalities} modalities take ${rankings} rankings, too many to make on ${FEWEST_ROWS} users`;
  return { asked: [], problem };
}

/** @throws NetworkInputError for a rule that there is not */
export function voiceRuleOf({ voices = 'unless-worse' }: Pick<FitSettings, 'voices'>): VoiceRule {
  if (VOICE_RULES.includes(voices)) return voices;
  throw new NetworkInputError(
    `'${voices}' is no rule for voices: it is ${VOICE_RULES.join(' or ')}.`,
  );
}

function hasTarget({ set, row }: RowReference): boolean {
  const [from, to] = [set.candidatePointers[row], set.candidatePointers[row + 1]];
  return set.targets.subarray(from, to).some((target) => target > 0);
}
