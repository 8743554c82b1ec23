import { trainingPreparation, trainModel } from '../../../fusion/index.ts';
import { mean, pairedBootstrap } from '../../metrics/index.ts';
import type { Shop } from '../../shops.ts';
import type { Figures, SuiteOptions, SuiteResult } from '../../suite.ts';
import { summariseSeeds } from '../../summarise-seeds.ts';
import { holdOutItems, stagesByShare } from './held-out-items.ts';
import { judgeNewItems, type NewItemScores } from './judge.ts';

/** Users who are judged at most. */
const JUDGED = 500;
/** The policy over forgetting is put to the test elsewhere, and costs as much as all else. */
const PREPARE = { recency: 'fixed' as const, stages: stagesByShare };

/**
 * A tenth of the items is hidden from training; then the model is told of their records alone. Judged by
 * how they are ranked among themselves, what they add to lists of everything, and whether events about them
 * help to foretell what comes next.
 */
export async function evaluateNewItems(
  shops: ReadonlyMap<string, Shop>,
  { seeds = [1, 2, 3], signal, onProgress = () => undefined }: SuiteOptions,
): Promise<SuiteResult> {
  let [figures, spread]: Record<string, number>[] = [{}, {}];
  const baselines: Record<string, Figures> = {};
  let backend = '';
  for (const [name, { users, items, modalities }] of shops) {
    const perSeed: NewItemScores[] = [];
    for (const seed of seeds) {
      onProgress(`${name}: training without a tenth of the items, seed ${seed}`);
      const held = holdOutItems(users, items, modalities, { seed, most: JUDGED });
      const model = await trainModel(
        { users: held.earlier, items: held.known },
        trainingPreparation(modalities),
        { prepare: { ...PREPARE, seed }, fit: { seed } },
        { signal },
      );
      backend = (model.metrics as { readonly backend: string }).backend;
      onProgress(`${name}: judging ${held.judged.length} users`);
      perSeed.push(await judgeNewItems(model, held));
    }
    const summary = summariseSeeds(perSeed.map((scores) => ownFigures(name, scores)));
    figures = { ...figures, ...summary.figures, ...gains(name, perSeed) };
    spread = { ...spread, ...summary.spread };
    for (const rival of Object.keys(perSeed[0].amongNew).filter((rival) => rival !== 'fused')) {
      const own = perSeed.map(({ amongNew }) => mean(amongNew[rival]));
      baselines[rival] = { ...baselines[rival], [`${name}_new_ndcg@20`]: mean(own) };
    }
  }
  const settings = { prepare: { recency: PREPARE.recency }, judged: JUDGED };
  return { figures, spread, baselines, settings, seeds, backend };
}

function ownFigures(shop: string, scores: NewItemScores): Figures {
  return {
    [`${shop}_new_ndcg@20`]: mean(scores.amongNew.fused),
    [`${shop}_all_ndcg@20`]: mean(scores.amongAll.fused),
    [`${shop}_after_ndcg@20`]: mean(scores.afterTurning.fused),
    [`${shop}_new_listed`]: scores.listed,
    [`${shop}_new_wanted`]: scores.wanted,
  };
}

/** Gains with their 95% intervals over the judged users of all seeds. */
function gains(shop: string, perSeed: readonly NewItemScores[]): Figures {
  const all = (pick: (scores: NewItemScores) => readonly number[]) => perSeed.flatMap(pick);
  const gain = (name: string, left: readonly number[], right: readonly number[]): Figures => {
    const { difference, low, high } = pairedBootstrap(left, right, { seed: 1 });
    return { [name]: difference, [`${name}_low`]: low, [`${name}_high`]: high };
  };
  const rivals = Object.keys(perSeed[0].amongNew).filter((rival) => rival !== 'fused');
  return Object.assign(
    {},
    ...rivals.map((rival) =>
      gain(
        `${shop}_new_over_${rival}`,
        all(({ amongNew }) => amongNew.fused),
        all(({ amongNew }) => amongNew[rival]),
      ),
    ),
    gain(
      `${shop}_all_over_unaware`,
      all(({ amongAll }) => amongAll.fused),
      all(({ amongAll }) => amongAll.unaware),
    ),
    gain(
      `${shop}_after_over_unaware`,
      all(({ afterTurning }) => afterTurning.fused),
      all(({ afterTurning }) => afterTurning.unaware),
    ),
  );
}
