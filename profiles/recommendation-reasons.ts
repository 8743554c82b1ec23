import type { Contribution } from '../fusion/index.ts';
import type { ProfileRow, Store } from '../store/index.ts';
import { instantOf } from './encode.ts';
import { historiesOf } from './history.ts';
import type { ModelRegistry } from './model-registry.ts';
import { summaryOf } from './profile-summary.ts';

/** Of each recommended item, each modality's part in its score. */
export type RecommendationReasons = ReadonlyMap<string, readonly Contribution[]>;

/**
 * Why stored profiles recommend what they do, by user. Nobody looks at most of them, so they are not
 * kept: what a profile was made from goes through the model that made it once more, as in a replay.
 */
export async function recommendationReasons(
  store: Store,
  models: ModelRegistry,
  rows: readonly ProfileRow[],
): Promise<Map<string, RecommendationReasons>> {
  const through = new Map(rows.map(({ userId, throughSequence }) => [userId, throughSequence]));
  const histories = await historiesOf(store, [...through.keys()], { throughSequence: through });
  const byUser = new Map(histories.map((history) => [history.userId, history]));
  const reasons = new Map<string, RecommendationReasons>();
  for (const row of rows) {
    const history = byUser.get(row.userId);
    if (history === undefined) continue;
    const model = await models.byId(row.modelId);
    const items = summaryOf(row).recommendations.map(({ itemId }) => itemId);
    const ranked = await model.fusion.rank(history, items, { asOf: instantOf(history, model) });
    reasons.set(
      row.userId,
      new Map(ranked.map(({ itemId, contributions }) => [itemId, contributions])),
    );
  }
  return reasons;
}
