import type { FeedPlace, MembershipChange, ProfileHistoryRow, Store } from '../../store/index.ts';
import { LiveFeed, type LiveSettings } from './live-feed.ts';

/** The histories that clients can follow. */
export class LiveFeeds {
  readonly profiles: LiveFeed<ProfileHistoryRow & FeedPlace>;
  readonly memberships: LiveFeed<MembershipChange & FeedPlace>;

  /** @param onError told where a history cannot be read; it is tried again */
  constructor(store: Store, onError: (error: unknown) => void, settings: LiveSettings = {}) {
    this.profiles = new LiveFeed(store, store.profiles.feed, onError, settings);
    this.memberships = new LiveFeed(store, store.memberships.feed, onError, settings);
  }

  /** How many subscriptions run. */
  get followers(): number {
    return this.profiles.followers + this.memberships.followers;
  }

  /** Ends every subscription, and tells each how far it has come. */
  close(): void {
    this.profiles.close();
    this.memberships.close();
  }
}
