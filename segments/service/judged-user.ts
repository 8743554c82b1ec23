import {
  type FreshProfile,
  type ProfileSummary,
  type ReadHistory,
  summaryOf,
} from '../../profiles/index.ts';
import type { ProfileRow } from '../../store/index.ts';
import type { ProfileInput } from '../learned/profile-columns.ts';
import type { KnownPlace, PredictedValue } from '../rules/facts.ts';

/** A user as segments judge them: what the user did with what the model made of it. */
export interface JudgedUser {
  readonly userId: string;
  readonly history: ReadHistory;
  /** The model behind the rest; null where the user has no profile yet. */
  readonly modelId: string | null;
  readonly readOuts: Readonly<Record<string, PredictedValue>>;
  readonly places: readonly KnownPlace[] | null;
  readonly profile: ProfileInput | null;
  /** The instant that the profile speaks of, in milliseconds since the epoch; null without one. */
  readonly profileAsOf: number | null;
}

/** A user whose profile was computed a moment ago. */
export function judgedFromFresh({ history, encoded, row }: FreshProfile): JudgedUser {
  return {
    userId: history.userId,
    history,
    modelId: row.modelId,
    readOuts: byName(encoded.readOuts),
    places: encoded.places,
    profile: { modalities: encoded.modalities, vector: encoded.vector },
    profileAsOf: row.asOf,
  };
}

/** A user with the profile that is stored; null where there is none yet. */
export function judgedFromStored(history: ReadHistory, row: ProfileRow | null): JudgedUser {
  const { userId } = history;
  if (row === null) {
    const nothing = { modelId: null, readOuts: {}, places: null, profile: null };
    return { userId, history, ...nothing, profileAsOf: null };
  }
  const summary = summaryOf(row);
  return {
    userId,
    history,
    modelId: row.modelId,
    readOuts: byName(summary.readOuts),
    places: summary.places,
    profile: { modalities: summary.modalities, vector: Float32Array.from(row.vector) },
    profileAsOf: row.asOf,
  };
}

function byName(readOuts: ProfileSummary['readOuts']): Readonly<Record<string, PredictedValue>> {
  return Object.fromEntries(
    readOuts.map(({ name, value, confidence }) => [name, { value, confidence }]),
  );
}
