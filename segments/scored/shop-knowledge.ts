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
import type { TellLearning } from '../service/learnings.ts';

/** What a model is learned on: its name and what it computes. */
export type ShopModel = Pick<ServingModel, 'id' | 'fusion'>;

/** A shop as its store holds it: plain data, so that it can be sent to another process. */
export interface ShopContents {
  /** Everybody; with a profile where it is of the model. */
  readonly users: readonly JudgedUser[];
  readonly items: readonly Item[];
  /** Milliseconds since the epoch: what is said to have happened later counts for nothing. */
  readonly now: number;
}

/** All that predictive and lookalike segments are learned from, worked out once for several of them. */
export interface ShopKnowledge {
  readonly model: ShopModel;
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

/** Reads everybody with their profiles of one model, and all items. */
export async function readShop(
  store: Store,
  modelId: string,
  now: number,
  tell: TellLearning = () => undefined,
): Promise<ShopContents> {
  const users: JudgedUser[] = [];
  const total = await store.users.count();
  for await (const page of allHistories(store)) {
    const rows = await store.profiles.byIds(page.map(({ userId }) => userId));
    for (const history of page) {
      const row = rows.get(history.userId);
      users.push(judgedFromStored(history, row?.modelId === modelId ? row : null));
    }
    tell('READING', Math.min(users.length, total), total);
  }
  const items: Item[] = [];
  for await (const page of store.items.all()) items.push(...page);
  return { users, items, now };
}

export function knowShop(
  { users, items, now }: ShopContents,
  model: ShopModel,
  modalities: ModalityRegistry,
): ShopKnowledge {
  const histories = users.map(({ history }) => history);
  const readers = new Map<number, HistoryReader>();
  const { prepare } = model.fusion.settings as { readonly prepare?: object };
  const last = histories.reduce((end, { events }) => Math.max(end, events.at(-1)?.at ?? 0), 0);
  return {
    ...{ model, histories },
    profiled: users.filter(({ profile }) => profile !== null),
    categories: [...new Set(items.flatMap(({ categories }) => categories))],
    categoriesOf: categoriesBy(items),
    readerAt(instant) {
      const before = readers.get(instant);
      if (before !== undefined) return before;
      // In the order of the network's rows: items that it was trained with, then arrivals that it knows.
      const [trained, known] = [model.fusion.trained, model.fusion].map((of) =>
        items.filter(({ id }) => of.knows(id)),
      );
      const fitted = buildServing(histories, trained, modalities, prepare, instant);
      const reader = fitted.knowing(known);
      readers.set(instant, reader);
      return reader;
    },
    end: Math.min(last, now),
  };
}
