import type { EncodedProfile } from '../fusion/index.ts';
import type { NewProfile, ProfileHead } from '../store/index.ts';
import type { ReadHistory } from './history.ts';
import type { ServingModel } from './model-registry.ts';
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
 * The instant that a profile speaks of: the end of what the model was trained on or the user's last
 * event, whichever is later. It depends on the events and the model only, never on when or in what
 * order they were processed, so replay gives the same profile.
 */
export function instantOf(history: ReadHistory, model: ServingModel): number {
  return Math.max(model.trainedThrough, history.events.at(-1)?.at ?? 0);
}

/** Encodes histories with a model into rows ready to be stored. */
export async function encodeProfiles(
  model: ServingModel,
  histories: readonly ReadHistory[],
  computedAt: number,
): Promise<StorableProfile[]> {
  const profiles: StorableProfile[] = [];
  for (const history of histories) {
    const asOf = instantOf(history, model);
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
