import {
  ModalityRegistry,
  trainingPreparation,
  trainModel,
  type UserHistory,
} from '../../../fusion/index.ts';
import { historyOfModalities } from '../../baselines/only-modalities.ts';
import { rankingScores } from '../../metrics/index.ts';
import type { SuiteOptions } from '../../suite.ts';
import type { Judgement, ShopInTime } from './shop.ts';
import { type SubsetScores, subsetFigures, subsetsOf } from './subsets.ts';

const LIST_LENGTH = 20;
const CANDIDATES = 300;
/** Users who are judged at most, evenly among those who can be. */
const JUDGED = 1000;

/**
 * One model is trained on what happened before the cut, and serves the same users with every subset of the
 * modalities. They are users who have them all.
 */
export async function judgeShop(
  shop: ShopInTime,
  seed: number,
  { modalities: asked, signal, onProgress = () => undefined }: SuiteOptions,
): Promise<Judgement> {
  const { name, users, items, modalities: all, cut, until, targets: asTargets } = shop;
  const names = all.list().flatMap((own) => (asked?.includes(own.name) === false ? [] : own.name));
  const modalities = names.reduce(
    (registry, own) => registry.register(all.get(own)),
    new ModalityRegistry(),
  );
  const earlier = users.map((user) => ({
    ...user,
    events: user.events.filter(({ at }) => at <= cut),
  }));
  const prepare = { recency: 'fixed' as const, targets: asTargets };
  const fit = shop.voices ? { voices: shop.voices } : {};
  const laid = shop.stages ? { stages: shop.stages } : {};
  onProgress(`${name}: training on what came before`);
  const model = await trainModel(
    { users: earlier.filter(({ events }) => events.length > 0), items },
    trainingPreparation(modalities),
    { prepare: { ...prepare, ...laid, seed }, fit: { ...fit, seed } },
    { signal },
  );
  const able = users.flatMap((user, place) => {
    const seen = new Set(earlier[place].events.map(({ itemId }) => itemId));
    const targets = targetsOf(user, cut, until, asTargets).filter((id) => !seen.has(id));
    const has = new Set(earlier[place].events.map(({ modality }) => modality));
    if (targets.length === 0 || names.some((modality) => !has.has(modality))) return [];
    return [{ before: earlier[place], seen, targets: new Set(targets) }];
  });
  const step = Math.ceil(able.length / JUDGED);
  const judged = able.filter((_, place) => place % step === 0);
  onProgress(`${name}: judging ${judged.length} users with every subset`);
  const results: SubsetScores[] = [];
  for (const subset of subsetsOf(names)) {
    const ndcg: number[] = [];
    for (const { before, seen, targets } of judged) {
      const served = historyOfModalities(before, subset);
      const ranked = await model.recommend(served, { asOf: cut, count: CANDIDATES });
      const ids = ranked.map(({ itemId }) => itemId).filter((id) => !seen.has(id));
      ndcg.push(rankingScores(ids, targets, LIST_LENGTH).ndcg);
    }
    results.push({ modalities: subset, ndcg });
  }
  const figures = { ...subsetFigures(name, results), [`${name}_users`]: judged.length };
  const { backend } = model.metrics as { readonly backend: string };
  const { voices } = model.network.content;
  const settings = { prepare, fit, candidates: CANDIDATES, judged: JUDGED, cut, voices };
  return { figures, settings, backend };
}

function targetsOf(
  { events }: UserHistory,
  cut: number,
  until: number,
  modalities: readonly string[] | null,
): string[] {
  const later = events.filter(
    ({ at, itemId, modality }) =>
      itemId !== null && at > cut && at <= until && (modalities?.includes(modality) ?? true),
  );
  return [...new Set(later.map(({ itemId }) => itemId!))];
}
