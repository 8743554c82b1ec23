import {
  compareEvents,
  defaultModalities,
  type Event,
  type Item,
  ModalityRegistry,
  type UserHistory,
} from '../fusion/index.ts';
import { allHistories } from '../profiles/index.ts';
import type { MovieRatings } from './datasets/movie-ratings.ts';
import { withDemoShop } from './demo-shop.ts';
import type { SuiteOptions } from './suite.ts';

/** What whole models are trained on in more than one suite. */
export interface Shop {
  readonly users: readonly UserHistory[];
  readonly items: readonly Item[];
  readonly modalities: ModalityRegistry;
}

const DEMO = { seed: 1, users: 1500, untrained: true };
const MODALITY = 'transactions';

/** The ratings as purchases, the genres as categories. */
export function filmShop({ users, films, ratings }: MovieRatings): Shop {
  const events = users.map((): Event[] => []);
  ratings.forEach(({ user, film, at }, place) => {
    const id = String(place).padStart(7, '0');
    const bought = { id, modality: MODALITY, type: 'purchase', at, itemId: films[film].id };
    events[user].push({ ...bought, otherUserId: null, value: null, attributes: {} });
  });
  const items = films.map(
    ({ id, title, genres }): Item => ({
      ...{ id, title, categories: [...genres], price: null },
      ...{ latitude: null, longitude: null, attributes: {} },
    }),
  );
  return {
    users: users.map(({ id }, user) => ({
      ...{ userId: id, traits: {} },
      events: events[user].sort(compareEvents),
    })),
    items,
    modalities: new ModalityRegistry().register(defaultModalities().get(MODALITY)),
  };
}

/** What the demo shop took in. */
export function demoShop(options: SuiteOptions): Promise<Shop> {
  return withDemoShop(DEMO, options, async ({ application }) => {
    const { store, modalities } = application.services;
    const users: UserHistory[] = [];
    for await (const page of allHistories(store)) users.push(...page);
    const items: Item[] = [];
    for await (const page of store.items.all()) items.push(...page);
    return { users, items, modalities };
  });
}
