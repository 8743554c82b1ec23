import type { EncodedProfile, FusionModel } from '../fusion/index.ts';
import type { NewProfile } from '../store/index.ts';
import type { ReadHistory } from './history.ts';
import { summarise } from './profile-summary.ts';

/** How many recommendations a profile keeps ready. */
export const RECOMMENDATIONS_KEPT = 20;

/** One user's history with what the model made of it. */
export interface FreshProfile {
  readonly history: ReadHistory;
  readonly encoded: EncodedProfile;
  readonly row: NewProfile;
}

/**
 * The instant that a profile speaks of: the end of what the model was trained on or the user's last
 * event, whichever is later. It depends on the events and the model only, never on when or in what
 * order they were processed, so replay gives the same profile.
 */
export function instantOf(history: ReadHistory, model: FusionModel): number {
  return Math.max(model.trainedThrough, history.events.at(-1)?.at ?? 0);
}

/** Encodes histories with a model into rows ready to be stored. */
export async function encodeProfiles(
  model: FusionModel,
  histories: readonly ReadHistory[],
  computedAt: number,
): Promise<FreshProfile[]> {
  const encoded = await model.encode(
    histories.map((history) => ({ history, asOf: instantOf(history, model) })),
    { recommendations: RECOMMENDATIONS_KEPT },
  );
  return histories.map((history, index) => ({
    history,
    encoded: encoded[index],
    row: {
      userId: history.userId,
      throughSequence: history.throughSequence,
      modelId: model.id,
      asOf: instantOf(history, model),
      vector: Array.from(encoded[index].vector),
      summary: summarise(encoded[index], history.events),
      computedAt,
    },
  }));
}
