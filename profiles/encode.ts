import type { EncodedProfile } from '../fusion/index.ts';
import type { NewProfile, ProfileHead } from '../store/index.ts';
import type { ReadHistory } from './history.ts';
import type { ServingModel } from './model-registry.ts';
import { dayOf } from './present-day.ts';
import { summarise } from './profile-summary.ts';

/** One user's history with what the model made of it. */
export interface FreshProfile {
  readonly history: ReadHistory;
  readonly encoded: EncodedProfile;
  readonly row: ProfileHead;
}

/** The same with the row as it is to be stored. */
export interface StorableProfile extends FreshProfile {
  readonly row: NewProfile;
}

/**
 * The instant that a profile speaks of: the end of what the model was trained on, the user's last event
 * or, of a model that goes with the clock, the beginning of the day, whichever is later. It depends on the
 * events, the model and the day only, never on when within it or in what order they were processed.
 * @param at when it is computed
 */
export function instantOf(history: ReadHistory, model: ServingModel, at: number): number {
  const day = model.goesWithClock ? dayOf(at) : 0;
  return Math.max(model.trainedThrough, history.events.at(-1)?.at ?? 0, day);
}

/**
 * Encodes histories with a model into rows ready to be stored.
 * @param given the instant that the profiles speak of, where it is known: of profiles of the past
 */
export async function encodeProfiles(
  model: ServingModel,
  histories: readonly ReadHistory[],
  computedAt: number,
  given?: number,
): Promise<StorableProfile[]> {
  const profiles: StorableProfile[] = [];
  for (const history of histories) {
    const asOf = given ?? instantOf(history, model, computedAt);
    const [encoded] = await model.fusion.encode([history], { asOf });
    const row: NewProfile = {
      userId: history.userId,
      throughSequence: history.throughSequence,
      modelId: model.id,
      adaptationRevision: model.revision,
      asOf,
      vector: numbersOf(encoded.vector),
      summary: summarise(encoded, history),
      computedAt,
    };
    profiles.push({ history, encoded, row });
  }
  return profiles;
}

/** A plain list, filled by a loop without an iterator: it is made for every event. */
function numbersOf(values: Float32Array): number[] {
  const list = new Array<number>(values.length);
  for (let at = 0; at < values.length; at += 1) list[at] = values[at];
  return list;
}
