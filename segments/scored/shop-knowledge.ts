import {
  buildServing,
  type CategoriesOf,
  categoriesBy,
  type HistoryReader,
  type Item,
  type ModalityRegistry,
} from '../../fusion/index.ts';
import { allHistories, type ReadHistory, type ServingModel } from '../../profiles/index.ts';
import type { Store } from '../../store/index.ts';
import { type JudgedUser, judgedFromStored } from '../service/judged-user.ts';

/** All that predictive and lookalike segments are learned from, read once for several of them. */
export interface ShopKnowledge {
  readonly model: ServingModel;
  readonly histories: readonly ReadHistory[];
  /** Those with a profile of the model. */
  readonly profiled: readonly JudgedUser[];
  readonly categories: readonly string[];
  readonly categoriesOf: CategoriesOf;
  /** A reader whose experts have seen nothing after an instant; fitted once for each instant. */
  readonly readerAt: (instant: number) => HistoryReader;
  /** When the last thing happened, in milliseconds since the epoch. */
  readonly end: number;
}

/** @param now milliseconds since the epoch: what is said to have happened later counts for nothing */
export async function readShop(
  store: Store,
  model: ServingModel,
  modalities: ModalityRegistry,
  now: number,
): Promise<ShopKnowledge> {
  const histories: ReadHistory[] = [];
  const profiled: JudgedUser[] = [];
  for await (const page of allHistories(store)) {
    const rows = await store.profiles.byIds(page.map(({ userId }) => userId));
    for (const history of page) {
      histories.push(history);
      const row = rows.get(history.userId);
      if (row?.modelId === model.id) profiled.push(judgedFromStored(history, row));
    }
  }
  const items: Item[] = [];
  for await (const page of store.items.all()) items.push(...page);
  const readers = new Map<number, HistoryReader>();
  const { prepare } = model.fusion.settings as { readonly prepare?: object };
  const last = histories.reduce((end, { events }) => Math.max(end, events.at(-1)?.at ?? 0), 0);
  return {
    ...{ model, histories, profiled },
    categories: [...new Set(items.flatMap(({ categories }) => categories))],
    categoriesOf: categoriesBy(items),
    readerAt(instant) {
      const known = readers.get(instant);
      if (known !== undefined) return known;
      const reader = buildServing(histories, items, modalities, prepare, instant);
      readers.set(instant, reader);
      return reader;
    },
    end: Math.min(last, now),
  };
}
