import type { FusionModel, UserHistory } from '../../../fusion/index.ts';
import { rankingScores } from '../../metrics/index.ts';
import type { HeldOutItems } from './held-out-items.ts';
import { rivalRankings } from './rivals.ts';

export const LIST_LENGTH = 20;

/** NDCG@20 of each judged user, by who ranks. */
export interface NewItemScores {
  /** The hidden items alone are ranked; those that the user turns to later are to be found. */
  readonly amongNew: Readonly<Record<string, readonly number[]>>;
  /** All items are, and everything that the user turns to later for the first time. */
  readonly amongAll: Readonly<Record<string, readonly number[]>>;
  /** Known items that the user turns to later, from a history with new items in it. */
  readonly afterTurning: Readonly<Record<string, readonly number[]>>;
  /** Share of new items in the lists of all items, and in what people turn to. */
  readonly listed: number;
  readonly wanted: number;
}

/** @param model trained without the hidden items */
export async function judgeNewItems(
  model: FusionModel,
  shop: HeldOutItems,
): Promise<NewItemScores> {
  const { hidden, judged } = shop;
  const knowing = model.knowing(hidden);
  const ids = hidden.map(({ id }) => id);
  const rivals = rivalRankings(shop);
  const amongNew: Record<string, number[]> = { fused: [] };
  for (const name of Object.keys(rivals)) amongNew[name] = [];
  const amongAll: Record<string, number[]> = { fused: [], unaware: [] };
  const afterTurning: Record<string, number[]> = { fused: [], unaware: [] };
  let [listed, places, wanted, targets] = [0, 0, 0, 0];
  const hiddenIds = new Set(ids);
  for (const user of judged) {
    const { before, sinceArrival, newTargets, knownTargets } = user;
    const asOf = before.events.at(-1)!.at;
    const ranked = await knowing.rank(before, ids, { asOf });
    amongNew.fused.push(
      ndcg(
        ranked.map(({ itemId }) => itemId),
        newTargets,
      ),
    );
    for (const [name, rank] of Object.entries(rivals)) {
      amongNew[name].push(ndcg(rank(user), newTargets));
    }
    const all = new Set([...newTargets, ...knownTargets]);
    const list = await recommended(knowing, before, asOf);
    amongAll.fused.push(ndcg(list, all));
    amongAll.unaware.push(ndcg(await recommended(model, before, asOf), all));
    listed += list.filter((id) => hiddenIds.has(id)).length;
    places += list.length;
    wanted += newTargets.size;
    targets += all.size;
    if (knownTargets.size === 0 || sinceArrival.events.length === before.events.length) continue;
    for (const [name, by] of [
      ['fused', knowing],
      ['unaware', model],
    ] as const) {
      const known = await recommended(by, sinceArrival, sinceArrival.events.at(-1)!.at, hiddenIds);
      afterTurning[name].push(ndcg(known, knownTargets));
    }
  }
  return { amongNew, amongAll, afterTurning, listed: listed / places, wanted: wanted / targets };
}

async function recommended(
  model: FusionModel,
  history: UserHistory,
  asOf: number,
  without: ReadonlySet<string> = new Set(),
): Promise<string[]> {
  const items = await model.recommend(history, { asOf, count: LIST_LENGTH + without.size });
  const ids = items.map(({ itemId }) => itemId).filter((id) => !without.has(id));
  return ids.slice(0, LIST_LENGTH);
}

function ndcg(list: readonly string[], relevant: ReadonlySet<string>): number {
  return rankingScores(list, relevant, LIST_LENGTH).ndcg;
}
