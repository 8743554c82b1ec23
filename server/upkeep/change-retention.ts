import { UPDATER } from '../../profiles/index.ts';
import { placeOfModel, type Store } from '../../store/index.ts';

const DAY_MS = 86_400_000;
const PRUNED_AT_ONCE = 10_000;

export interface ChangeRetentionSettings {
  readonly store: Store;
  /** For how many days what changed of profiles and memberships is kept; for ever if nothing is said. */
  readonly keepDays: number | undefined;
  readonly clock: () => number;
}

/** Drops the changes that nobody needs any longer. */
export class ChangeRetention {
  readonly #settings: ChangeRetentionSettings;

  constructor(settings: ChangeRetentionSettings) {
    this.#settings = settings;
  }

  /** Drops what subscriptions resume from and the past is told by, where it is old. @returns how many */
  async forgetHistory(): Promise<number> {
    const { store, keepDays, clock } = this.#settings;
    if (keepDays === undefined) return 0;
    const before = Math.floor(clock() - keepDays * DAY_MS);
    const { profiles, memberships } = store;
    return (await profiles.feed.forget(before)) + (await memberships.feed.forget(before));
  }

  /** Drops what the profiles of every model took from the change feed a day ago and more. @returns how many changes */
  async pruneChanges(): Promise<number> {
    const { store, clock } = this.#settings;
    const now = Math.floor(clock());
    const beside = (await store.models.beside()).filter(({ encoding }) => encoding !== null);
    const places = [UPDATER, ...beside.map(({ id }) => placeOfModel(UPDATER, id))];
    let dropped = 0;
    for (;;) {
      const some = await store.changes.prune(places, now - DAY_MS, PRUNED_AT_ONCE, now + DAY_MS);
      dropped += some;
      if (some < PRUNED_AT_ONCE) return dropped;
    }
  }
}
