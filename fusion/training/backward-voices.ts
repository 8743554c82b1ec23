import type { Voice } from '../model/index.ts';
import type { VoiceRule } from './training-settings.ts';
import { type Measured, mean, rankingSet } from './voice-measure.ts';

/** How many rankings of every row a choice takes: all, then one less of each set that is left. */
export function rankingsBackward(modalities: number): number {
  return (modalities * (modalities + 1)) / 2;
}

/**
 * One choice for everybody, where there are too many sets of modalities to try each: from all modalities on the one
 * is taken away without which the rows are ranked best, until one is left (backward elimination, Guyon and Elisseeff
 * 2003, section 4.2); of the sets that it came by, the rule chooses as it does of all. Each row is ranked by what it
 * has of a set, and by all that it has where that is nothing: as people are served.
 * @param measure ranks the rows for a set, each by what `heardOf` gives for all that it has, as bits
 */
export async function chooseBackward(
  names: readonly string[],
  rule: VoiceRule,
  measure: (set: number, heardOf: (have: number) => number) => Promise<Measured>,
): Promise<{ readonly voices: readonly Voice[]; readonly heard: Measured }> {
  const served = (set: number) => measure(set, (have) => have & set || have);
  const all = await served(2 ** names.length - 1);
  const path = [all];
  for (let { set, size } = all; size > 1; size -= 1) {
    let best: Measured | null = null;
    for (const without of eachLess(set, names.length)) {
      const tried = await served(without);
      if (best === null || scoreOf(tried) > scoreOf(best)) best = tried;
    }
    path.push(best!);
    set = best!.set;
  }
  const heard = rankingSet(all, path, [...all.ndcg.keys()], rule);
  const named = names.filter((_, index) => heard.set & (1 << index));
  return { voices: heard === all ? [] : [{ have: [], heard: named }], heard };
}

/** A set without each of its own in turn. */
function eachLess(set: number, modalities: number): number[] {
  return Array.from({ length: modalities }, (_, index) => 1 << index)
    .filter((one) => set & one)
    .map((one) => set & ~one);
}

function scoreOf({ ndcg }: Measured): number {
  return mean([...ndcg.values()]);
}
