import type { Store } from '../store/index.ts';
import type { ForgettingModel } from './forget-in-models.ts';
import type { Remains } from './receipt.ts';

const RETIRED =
  'Weights that all users of then share. The model is retired; it stays for answers about the past.';
const IN_USE =
  'Weights that all users of then share. The next model is trained without this user; this one retires when that one serves.';
const UNREADABLE =
  'The model cannot be opened here, because a modality that it was trained with is missing: what it keeps of single users is still in it, and nobody can read it.';
const SEGMENT =
  'Weights that all users of then share. The segment is learned without this user when it is renewed.';

/**
 * What a user has had a part in and cannot be taken out of: weights that all users share.
 * @param models those that were trained with the user, or may have been
 * @param knownSince since when there was anything to learn of the user, in milliseconds since the epoch
 */
export async function whatRemains(
  store: Store,
  models: readonly ForgettingModel[],
  knownSince: number | null,
): Promise<Remains[]> {
  const segments = (await store.segments.all()).filter(
    ({ kind, updatedAt }) => kind !== 'RULE' && knownSince !== null && updatedAt >= knownSince,
  );
  return [
    ...models.map(({ row: { id, version, state }, parts }) => ({
      what: parts === null ? ('UNREADABLE_MODEL' as const) : ('MODEL_WEIGHTS' as const),
      ...{ id, version },
      why: parts === null ? UNREADABLE : state === 'RETIRED' ? RETIRED : IN_USE,
    })),
    ...segments.map(({ id, version }) => ({
      what: 'SEGMENT_WEIGHTS' as const,
      ...{ id, version },
      why: SEGMENT,
    })),
  ];
}
