import { createHash } from 'node:crypto';
import { AdaptationPolicy, PolicyNetwork } from '../../fusion/adaptation/index.ts';
import {
  compareEvents,
  defaultModalities,
  type Event,
  type FusionModel,
  type Item,
  type PrepareSettings,
  trainingPreparation,
  trainModel,
  type UserHistory,
} from '../../fusion/index.ts';
import { RandomSource } from '../../fusion/tensor/index.ts';
import { ModelRegistry, Updater, type UpdaterHooks } from '../../profiles/index.ts';
import type { NewEvent, Store } from '../../store/index.ts';
import { userIdOf } from '../../store/user-resolve.ts';
import { openTestStore } from '../support/store.ts';

export const DAY = 86_400_000;
export const START = Date.UTC(2024, 0, 1);
export const END = START + 60 * DAY;
export const USERS = 40;

export const modalities = defaultModalities();

/** The id that the store gives to the shop's user of that number. */
export function userId(user: number): string {
  return userIdOf(externalId(user));
}

export function externalId(user: number): { kind: string; value: string } {
  return { kind: 'customer', value: `customer${user}` };
}

/** Thirty items of three categories, each at a place. */
export function shopItems(): Item[] {
  return Array.from({ length: 30 }, (_, index) => ({
    id: `item${index}`,
    title: `Item ${index}`,
    categories: [`category${index % 3}`],
    price: 5 + index,
    latitude: 52 + (index % 3) / 10,
    longitude: 13 + index / 100,
    attributes: {},
  }));
}

/** An event of the shop; the serial number names it. */
export function event(serial: number | string, given: Partial<Event>): Event {
  return {
    id: createHash('sha256').update(`event ${serial}`).digest('hex'),
    modality: 'browsing',
    type: 'view',
    at: END,
    itemId: null,
    otherUserId: null,
    value: null,
    attributes: {},
    ...given,
  };
}

/** Users who view, buy, move and know each other within one category each, for sixty days. */
export function shopHistories(users = USERS): UserHistory[] {
  const random = RandomSource.fromSeed(5);
  return Array.from({ length: users }, (_, user) => {
    const events = Array.from({ length: 16 }, (_, index) => {
      const itemId = `item${random.below(10) * 3 + (user % 3)}`;
      const at = START + Math.floor(random.uniform() * 60) * DAY + index;
      const kind = random.uniform();
      const serial = `${user}-${index}`;
      if (kind < 0.5) return event(serial, { itemId, at });
      if (kind < 0.8) {
        const bought = { modality: 'transactions', type: 'purchase', value: 5 + index };
        return event(serial, { ...bought, itemId, at });
      }
      return event(serial, { modality: 'location', type: 'check_in', itemId, at });
    });
    for (const step of [3, users - 3]) {
      const otherUserId = userId((user + step) % users);
      if (otherUserId === userId(user)) continue;
      const tie = { modality: 'social', type: 'friend', otherUserId };
      events.push(event(`${user}-friend-${step}`, { ...tie, at: START + step * DAY }));
    }
    return { userId: userId(user), events: events.sort(compareEvents), traits: {} };
  });
}

/** Small enough to be trained in seconds; the seed gives another model of the same shop. */
export function trainShop(
  seed = 1,
  users = shopHistories(),
  recency: PrepareSettings['recency'] = 'policy',
): Promise<FusionModel> {
  return trainModel({ users, items: shopItems() }, trainingPreparation(modalities), {
    prepare: { factors: 4, seed, candidates: 10, randomCandidates: 5, recency },
    fit: { epochs: 1, batchSize: 40, seed },
  });
}

/** The policy with all weight on the rate that forgets most, which foretells badly. */
export function rashPolicy({ network, scales, settings }: AdaptationPolicy): AdaptationPolicy {
  const flat = network.flat.slice();
  // The last layer's biases stand at the end.
  flat.fill(-4, flat.length - network.rates);
  flat[flat.length - network.rates] = 4;
  const rash = new PolicyNetwork(network.inputs, settings.equal, flat);
  return new AdaptationPolicy(rash, scales, settings);
}

/** An event as the store keeps it. */
export function stored(owner: string, given: Event, more: Partial<NewEvent> = {}): NewEvent {
  const origin = { sourceId: 'test', stream: 'events', recordKey: given.id, part: 0, version: '1' };
  return {
    ...{ ...given, ...origin, userId: owner, contentHash: given.id, deleted: false },
    ...more,
  };
}

/** A store with a clock that is moved by hand. */
export interface Desk {
  readonly store: Store;
  readonly models: ModelRegistry;
  now(): number;
  wait(milliseconds: number): void;
  /** Refreshes, where it is asked to, profiles that speak of a day ago. */
  updater(hooks?: UpdaterHooks, batch?: number): Updater;
  promote(model: FusionModel): Promise<void>;
}

/** An empty store with the shop's items and users, and the model serving. */
export async function openDesk(
  model: FusionModel | null,
  users = USERS,
  open = (clock: () => number): Promise<Store> => openTestStore({ clock, kind: 'embedded' }),
): Promise<Desk> {
  let now = END;
  const clock = () => now;
  const store = await open(clock);
  const version = { sourceId: 'test', version: '1', contentHash: '0' };
  await store.items.upsert(shopItems().map((item) => ({ ...item, ...version })));
  await store.users.resolve(Array.from({ length: users }, (_, user) => [externalId(user)]));
  const models = new ModelRegistry(store, modalities);
  const desk: Desk = {
    ...{ store, models, now: clock },
    wait(milliseconds) {
      now += milliseconds;
    },
    updater: (hooks = {}, batch = 500) =>
      new Updater(store, models, hooks, { clock, batch, refreshAfterMs: DAY }),
    async promote(chosen) {
      const lineage = { parentId: null, watermark: 0, trainedThrough: END, createdAt: now };
      await models.save(chosen, lineage);
      await models.promote(chosen.id, now);
    },
  };
  if (model !== null) await desk.promote(model);
  return desk;
}

/** The vectors of everybody's current profiles. */
export async function vectorsOf(store: Store): Promise<Map<string, readonly number[]>> {
  const vectors = new Map<string, readonly number[]>();
  for await (const rows of store.profiles.scan()) {
    for (const row of rows) vectors.set(row.userId, row.vector);
  }
  return vectors;
}

/** Refreshes until nobody is due. @returns how many users were encoded */
export async function refreshAll(updater: Pick<Updater, 'refresh'>): Promise<number> {
  let all = 0;
  for (;;) {
    const users = await updater.refresh();
    if (users === null) return all;
    all += users;
  }
}

/** The greatest difference of two vectors; infinite where one is missing or not finite. */
export function distance(
  left: ArrayLike<number> | undefined,
  right: ArrayLike<number> | undefined,
): number {
  if (left === undefined || right === undefined || left.length !== right.length) return Infinity;
  const gaps = Array.from(left, (value, index) => Math.abs(value - (right[index] ?? Number.NaN)));
  return gaps.every(Number.isFinite) ? Math.max(0, ...gaps) : Infinity;
}

/** What a session is unless a shop says otherwise. */
export const SESSIONS = {
  gapMinutes: 30,
  nearMinutes: 60,
  modalities: ['browsing'],
  goal: { modality: 'transactions', type: 'purchase' },
};
