import { inspectTrainingData } from '../fusion/data-quality/index.ts';
import type { DataQuality, UserHistory } from '../fusion/index.ts';

/** What users turned to, as suites read it from lists of items. */
export interface Lists {
  /** What the events are of. */
  readonly modality: string;
  /** Each user's items. */
  readonly items: readonly ArrayLike<number>[];
  /** Milliseconds since the epoch, in parallel; null where the data have none. */
  readonly times: readonly ArrayLike<number>[] | null;
}

/** The gate that `portrait train` has, for data that are lists. Without times nobody can be told to be doubled. */
export function inspectLists({ modality, items, times }: Lists): DataQuality {
  const users = items.map(
    (own, user): UserHistory => ({
      userId: String(user),
      traits: {},
      events: Array.from(own, (item, place) => ({
        ...{ id: `${user} ${place}`, modality, type: 'listed', value: null, attributes: {} },
        // Else an instant that nobody shares, and no order within: lists may be sorted by item.
        at: times?.[user][place] ?? user,
        itemId: String(item),
        otherUserId: null,
      })),
    }),
  );
  return inspectTrainingData({ users, modalities: [modality], labels: [] });
}
