import type { EncodedProfile, UserHistory } from '../fusion/index.ts';
import {
  historiesOf,
  type ModelRegistry,
  replayProfile,
  type ServingModel,
} from '../profiles/index.ts';
import { type FactReaders, type JudgedUser, judgedFromStored } from '../segments/index.ts';
import type { Store } from '../store/index.ts';

/** A user at the instant that is explained. */
export interface Subject {
  readonly user: JudgedUser;
  /**
   * The model of the user's profile then; null where there was no profile. It is loaded for whoever asks for it.
   * @throws {ModelFormatError} where another version of the program stored it
   */
  readonly model: () => Promise<ServingModel | null>;
  /** The instant at which the profile speaks of the user. */
  readonly profileAsOf: number | null;
}

/** The user as of now: the profile that is served with the events that it has seen. */
export async function subjectNow(
  store: Store,
  models: ModelRegistry,
  userId: string,
): Promise<Subject> {
  const row = (await store.profiles.byIds([userId])).get(userId) ?? null;
  const options = row === null ? {} : { throughSequence: row.throughSequence };
  const [history] = await historiesOf(store, [userId], options);
  return {
    user: judgedFromStored(history, row),
    model: async () => (row === null ? null : models.byId(row.modelId)),
    profileAsOf: row?.asOf ?? null,
  };
}

/**
 * The user as of an instant of the past, by replay of what had been read by then.
 * @throws {ModelFormatError} where another version of the program stored the model of the profile then
 */
export async function subjectAt(
  store: Store,
  models: ModelRegistry,
  userId: string,
  at: number,
): Promise<Subject> {
  const replayed = await replayProfile(store, models, userId, at);
  if (replayed === null) {
    const history = { userId, events: [], traits: {}, throughSequence: 0 };
    return {
      user: judgedFromStored(history, null),
      model: async () => null,
      profileAsOf: null,
    };
  }
  const { encoded, history, model, served } = replayed;
  return {
    user: judgedFromEncoded(history, model.id, encoded, served.asOf),
    model: async () => model,
    profileAsOf: served.asOf,
  };
}

/** The same for those who read nothing of the profile but how far it had come: no model is asked. */
export async function subjectWithoutProfileAt(
  store: Store,
  userId: string,
  at: number,
): Promise<Subject> {
  const served = await store.profiles.asOf(userId, at);
  const [history] =
    served === null
      ? [{ userId, events: [], traits: {}, throughSequence: 0 }]
      : await historiesOf(store, [userId], { throughSequence: served.throughSequence });
  return {
    user: { ...judgedFromStored(history, null), modelId: served?.modelId ?? null },
    model: async () => null,
    profileAsOf: served?.asOf ?? null,
  };
}

/**
 * The instant at which a changed history is told: the profile's own, so that nothing but the change makes
 * a difference, or that of a later event.
 */
export function instantAfter(profileAsOf: number, { events }: UserHistory): number {
  return Math.max(profileAsOf, events.at(-1)?.at ?? 0);
}

/** A user as the model sees one whose history was just encoded. */
export function judgedFromEncoded(
  history: JudgedUser['history'],
  modelId: string,
  { readOuts, places, modalities, vector }: EncodedProfile,
  profileAsOf: number,
): JudgedUser {
  return {
    userId: history.userId,
    history,
    modelId,
    readOuts: Object.fromEntries(
      readOuts.map(({ name, value, confidence }) => [name, { value, confidence }]),
    ),
    places,
    profile: { modalities, vector },
    profileAsOf,
  };
}

/** Reads friends and items as they were at an instant: a friend who had no profile then is unknown. */
export function readersAt(store: Store, at: number): FactReaders {
  return {
    async histories(userIds) {
      const throughSequence = await store.profiles.reachAt(userIds, at);
      return historiesOf(store, [...throughSequence.keys()], { throughSequence });
    },
    items: (ids) => store.items.byIdsAt(ids, at),
  };
}
