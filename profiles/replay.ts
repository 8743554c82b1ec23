import { type EncodedProfile, ModelFormatError } from '../fusion/index.ts';
import type { ProfileHistoryRow, Store } from '../store/index.ts';
import { encodeProfiles } from './encode.ts';
import { historiesOf, type ReadHistory } from './history.ts';
import type { ModelRegistry, ServingModel } from './model-registry.ts';

/** A profile as it was served at some instant, computed anew from what was known then. */
export interface ReplayedProfile {
  readonly served: ProfileHistoryRow;
  readonly model: ServingModel;
  readonly history: ReadHistory;
  readonly encoded: EncodedProfile;
}

/**
 * Replays a user's profile to an instant: the events that the served version had seen, through the
 * model that made it, at the instant that it spoke of. Equal to what was served then; null where the user had no profile yet.
 * @param at milliseconds since the epoch
 * @throws {ModelFormatError} where another version of the program stored the policy that decided then
 */
export async function replayProfile(
  store: Store,
  models: ModelRegistry,
  userId: string,
  at: number,
): Promise<ReplayedProfile | null> {
  const served = await store.profiles.asOf(userId, at);
  if (served === null) return null;
  const now = await models.revised(served.modelId, served.adaptationRevision);
  const problem = now.fusion.adaptation?.policy.problem ?? null;
  if (problem !== null) throw new ModelFormatError(problem);
  const [history] = await historiesOf(store, [userId], {
    throughSequence: served.throughSequence,
  });
  const model = await knowingWhatItKnew(store, now, history, served.computedAt);
  const { computedAt, asOf } = served;
  const [fresh] = await encodeProfiles(model, [history], computedAt, asOf);
  return { served, model, history, encoded: fresh.encoded };
}

/**
 * The same model without items that it got to know only after an instant: events about them counted by
 * their type alone. Only those of the history matter to a profile.
 */
async function knowingWhatItKnew(
  store: Store,
  model: ServingModel,
  { events }: ReadHistory,
  at: number,
): Promise<ServingModel> {
  const { fusion } = model;
  const isArrival = (id: string | null): id is string =>
    id !== null && fusion.knows(id) && !fusion.trained.knows(id);
  const arrivals = [...new Set(events.map(({ itemId }) => itemId).filter(isArrival))];
  const known = await store.items.byIdsAt(arrivals, at);
  if (known.size === arrivals.length) return model;
  return { ...model, fusion: fusion.knowing([...known.values()]) };
}
