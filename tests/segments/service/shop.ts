import { createHash } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  defaultModalities,
  type Event,
  type HeadDeclaration,
  trainingPreparation,
  trainModel,
} from '../../../fusion/index.ts';
import { ModelRegistry, Updater } from '../../../profiles/index.ts';
import { SegmentService } from '../../../segments/index.ts';
import type { NewEvent } from '../../../store/index.ts';
import { END, smallHistories, smallItems } from '../../fusion/training/small-shop.ts';
import { openTestStore, type TestStore } from '../../support/store.ts';

export const USERS = 48;

/** A shop in a store of its own: taken in, trained, with profiles, a moving clock and segments. */
export interface Shop {
  readonly store: TestStore;
  readonly models: ModelRegistry;
  readonly segments: SegmentService;
  readonly updater: Updater;
  /** The users' ids in the order of the small shop; user i likes category i mod 3. */
  readonly userIds: readonly string[];
  readonly modalities: ReturnType<typeof defaultModalities>;
  readonly now: () => number;
  wait(milliseconds: number): void;
  /** Takes an event in, and no more: the profile follows when the updater takes its next step. */
  arrive(userId: string, event: Partial<Event>): Promise<string>;
  /** Takes an event in and brings the profile and the memberships up to date. */
  happen(userId: string, event: Partial<Event>): Promise<string>;
}

/** A head for whether a user likes the first category. */
export const HEAD: HeadDeclaration = {
  name: 'likes_first',
  kind: 'binary',
  label: { trait: 'likesFirst' },
};

export interface ShopOptions {
  readonly heads?: readonly HeadDeclaration[];
  readonly users?: number;
  /** How many changes the updater takes at once. */
  readonly batch?: number;
}

export async function openShop({
  heads = [],
  users: count = USERS,
  batch,
}: ShopOptions = {}): Promise<Shop> {
  let now = END;
  const clock = () => now;
  const store = await openTestStore({ clock });
  const modalities = defaultModalities();
  const histories = smallHistories(count);
  const userIds = await store.users.resolve(
    histories.map(({ userId }) => [{ kind: 'customer', value: userId }]),
  );
  const version = { sourceId: 'test', version: '1', contentHash: '0' };
  await store.items.upsert(smallItems().map((item) => ({ ...item, ...version })));
  const events = histories.flatMap((history, user) =>
    history.events.map((event) => stored(event, userIds[user])),
  );
  await store.events.append(events);
  const users = histories.map((history, user) => ({
    ...history,
    userId: userIds[user],
    traits: heads.length === 0 ? history.traits : { likesFirst: user % 3 === 0 },
  }));
  const model = await trainModel({ users, items: smallItems() }, trainingPreparation(modalities), {
    prepare: { factors: 8 },
    fit: { epochs: 1, batchSize: 30 },
    heads,
  });
  const models = new ModelRegistry(store, modalities);
  await models.save(model, { parentId: null, watermark: 0, trainedThrough: END, createdAt: END });
  await models.promote(model.id, END);
  const segments = new SegmentService({ store, models, modalities, clock });
  const updater = new Updater(
    store,
    models,
    {
      dependants: (inside, changed) => segments.dependants(inside, changed),
      onDependants: async (inside, dependants) => {
        await segments.judgeServed(inside, dependants);
      },
      onProfiles: async (inside, serving, profiles) => {
        await segments.evaluateUsers(inside, serving, profiles);
      },
    },
    { clock, ...(batch !== undefined && { batch }) },
  );
  await updater.drain();
  /** On a shared server a change is in the feed once no older transaction of anybody is open. */
  const seen = async (userId: string): Promise<void> => {
    const wanted = (await store.events.lastSequenceOf([userId])).get(userId) ?? 0;
    for (;;) {
      await updater.drain();
      const profile = (await store.profiles.byIds([userId])).get(userId);
      if ((profile?.throughSequence ?? 0) >= wanted) return;
      await sleep(20);
    }
  };
  let serial = 0;
  const arrive = async (userId: string, given: Partial<Event>): Promise<string> => {
    serial += 1;
    const event: Event = {
      id: `happened-${serial}`,
      modality: 'transactions',
      type: 'purchase',
      at: now,
      itemId: null,
      otherUserId: null,
      value: null,
      attributes: {},
      ...given,
    };
    const row = stored(event, userId);
    await store.events.append([row]);
    return row.id;
  };
  return {
    arrive,
    ...{ store, models, segments, updater, userIds, modalities, now: clock },
    wait(milliseconds) {
      now += milliseconds;
    },
    async happen(userId, given) {
      const id = await arrive(userId, given);
      await seen(userId);
      return id;
    },
  };
}

function stored(event: Event, userId: string): NewEvent {
  const id = createHash('sha256').update(event.id).digest('hex');
  const origin = { sourceId: 'test', stream: 'events', recordKey: event.id, part: 0, version: '1' };
  return { ...event, ...origin, id, userId, contentHash: id, deleted: false };
}
