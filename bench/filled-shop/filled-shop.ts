import {
  defaultModalities,
  type FusionModel,
  trainingPreparation,
  trainModel,
} from '../../fusion/index.ts';
import {
  encodeProfiles,
  historiesOf,
  ModelRegistry,
  type ServingModel,
} from '../../profiles/index.ts';
import { SegmentService } from '../../segments/index.ts';
import { openStore, type Store, userIdOf } from '../../store/index.ts';
import type { BenchmarkOptions } from '../benchmark.ts';
import { EmptyPlace } from '../empty-place.ts';
import { END, imaginedEvents, imaginedItems, storedEvent } from './imagined-shop.ts';

export const FILLING = {
  eventsOfAUser: 100,
  /** Everybody's events of one stretch are stored before those of the next, as they come in in life. */
  stretches: 10,
  usersTrainedOn: 400,
  /** So many users, all over the store, are encoded; everybody else has a copy of one of their profiles. */
  usersEncoded: 2_000,
  segments: 6,
};
const USERS_AT_ONCE = 500;
/** Of a server several connections are kept busy; the embedded store takes one statement at a time. */
const AT_ONCE = 3;

/** A shop with everybody's events, a model, profiles and learned segments. */
export interface FilledShop {
  readonly store: Store;
  readonly models: ModelRegistry;
  readonly modalities: ReturnType<typeof defaultModalities>;
  readonly segments: SegmentService;
  readonly fusion: FusionModel;
  readonly segmentIds: readonly string[];
  readonly userIds: readonly string[];
  /** Those of them whose profiles are their own. */
  readonly encodedIds: readonly string[];
  readonly clock: () => number;
  readonly backend: string;
}

/**
 * Works with a filled shop: in a schema of `DATABASE_URL`, or embedded. To fill one takes long, so with
 * `BENCH_KEEP` naming a schema, the shop stays there and is found again as it is.
 */
export async function withFilledShop<Result>(
  size: number,
  { onProgress = () => undefined, signal }: BenchmarkOptions,
  work: (shop: FilledShop) => Promise<Result>,
): Promise<Result> {
  const clock = () => END;
  const url = process.env.DATABASE_URL;
  const kept = process.env.BENCH_KEEP;
  const place = url !== undefined && kept !== undefined ? null : await EmptyPlace.make();
  const options = place?.options ?? { url: url!, schema: kept! };
  const store = await openStore({ ...options, clock });
  try {
    const modalities = defaultModalities();
    const models = new ModelRegistry(store, modalities);
    const segments = new SegmentService({ store, models, modalities, clock });
    const userIds = Array.from({ length: size }, (_, at) => userIdOf(customer(at)));
    const step = Math.max(1, Math.floor(size / FILLING.usersEncoded));
    const encodedIds = userIds.filter((_, at) => at % step === 0);
    if ((await segmentsOf(store)).length === 0) {
      onProgress(`storing ${size} users with ${FILLING.eventsOfAUser} events each`);
      await fill(store, userIds, onProgress, signal);
      onProgress('training a model');
      await train(store, models, userIds);
      onProgress('encoding users and forming segments');
      await encode(store, (await models.active())!, encodedIds);
      await segments.formLearned({ count: FILLING.segments });
      onProgress('giving everybody else a profile');
      await copyProfiles(store, userIds, step);
    }
    return await work({
      ...{ store, models, modalities, segments, userIds, encodedIds, clock },
      fusion: (await models.active())!.fusion,
      segmentIds: await segmentsOf(store),
      backend: place?.name ?? 'PostgreSQL',
    });
  } finally {
    await store.close();
    await place?.remove();
  }
}

const customer = (at: number) => ({ kind: 'customer', value: `b${at}` });

async function segmentsOf(store: Store): Promise<string[]> {
  const rows = await store.segments.all();
  return rows.filter(({ kind }) => kind === 'LEARNED').map(({ id }) => id);
}

async function fill(
  store: Store,
  userIds: readonly string[],
  onProgress: (message: string) => void,
  signal: AbortSignal | undefined,
): Promise<void> {
  const starts = Array.from(
    { length: Math.ceil(userIds.length / USERS_AT_ONCE) },
    (_, at) => at * USERS_AT_ONCE,
  );
  for (const from of starts) {
    const count = Math.min(USERS_AT_ONCE, userIds.length - from);
    await store.users.resolve(Array.from({ length: count }, (_, at) => [customer(from + at)]));
  }
  const version = { sourceId: 'bench', version: '1', contentHash: '0' };
  await store.items.upsert(imaginedItems().map((item) => ({ ...item, ...version })));
  const { stretches: of, eventsOfAUser } = FILLING;
  for (let number = 0; number < of; number += 1) {
    const stretch = { number, of, events: eventsOfAUser / of };
    const waiting = [...starts];
    const lane = async () => {
      for (let from = waiting.shift(); from !== undefined; from = waiting.shift()) {
        signal?.throwIfAborted();
        const first = from;
        await store.events.append(
          userIds.slice(first, first + USERS_AT_ONCE).flatMap((userId, at) => {
            const events = imaginedEvents(first + at, stretch, userIds);
            return events.map((event) => storedEvent(event, userId));
          }),
        );
      }
    };
    await Promise.all(Array.from({ length: store.kind === 'server' ? AT_ONCE : 1 }, lane));
    onProgress(`stored ${number + 1} of ${of} stretches of time`);
  }
}

async function train(
  store: Store,
  models: ModelRegistry,
  userIds: readonly string[],
): Promise<void> {
  const users = await historiesOf(store, userIds.slice(0, FILLING.usersTrainedOn));
  const fusion = await trainModel(
    { users, items: imaginedItems() },
    trainingPreparation(defaultModalities()),
    { prepare: { factors: 16 }, fit: { epochs: 1 } },
  );
  await models.save(fusion, { parentId: null, watermark: 0, trainedThrough: END, createdAt: END });
  await models.promote(fusion.id, END);
}

async function encode(
  store: Store,
  model: ServingModel,
  userIds: readonly string[],
): Promise<void> {
  for (let from = 0; from < userIds.length; from += USERS_AT_ONCE) {
    const histories = await historiesOf(store, userIds.slice(from, from + USERS_AT_ONCE));
    const profiles = await encodeProfiles(model, histories, END);
    await store.profiles.upsert(profiles.map(({ row }) => row));
  }
}

/** Profiles and memberships of the users between those who were encoded: as many rows as there would be. */
async function copyProfiles(store: Store, userIds: readonly string[], step: number): Promise<void> {
  for (let from = 0; from < userIds.length; from += USERS_AT_ONCE * step) {
    const part = userIds.slice(from, from + USERS_AT_ONCE * step);
    const encodedIds = part.filter((_, at) => at % step === 0);
    const [profiles, memberships] = await Promise.all([
      store.profiles.byIds(encodedIds),
      store.memberships.ofUsers(encodedIds),
    ]);
    for (let offset = 1; offset < step; offset += 1) {
      const copies = encodedIds.flatMap((encodedId, at) => {
        const userId = part[at * step + offset];
        return userId === undefined ? [] : [{ userId, encodedId }];
      });
      await store.profiles.upsert(
        copies.map(({ userId, encodedId }) => ({ ...profiles.get(encodedId)!, userId })),
      );
      await store.memberships.replace(
        copies.flatMap(({ userId, encodedId }) =>
          memberships.get(encodedId)!.map((membership) => ({ ...membership, userId })),
        ),
      );
    }
  }
}
