import type { SideModels, Updater } from '../../profiles/index.ts';

/** Of each second that passes at most about so much: events come at any time, and everything else goes on beside. */
const BUSY_MS = 100;

export interface ProfileRefreshSettings {
  readonly updater: Pick<Updater, 'refresh' | 'refreshedThrough'>;
  readonly side: Pick<SideModels, 'refresh'>;
  readonly signal: AbortSignal;
}

/**
 * Encodes those anew to whom nothing happens, so that what depends on how long ago something was does not
 * stand still with them: a little every second, first with the model that serves and then with those beside it.
 */
export class ProfileRefresh {
  readonly #settings: ProfileRefreshSettings;
  #refreshed = 0;

  constructor(settings: ProfileRefreshSettings) {
    this.#settings = settings;
  }

  /** A second's worth of it. */
  async look(): Promise<void> {
    const { updater, side, signal } = this.#settings;
    const until = performance.now() + BUSY_MS;
    do {
      const served = await updater.refresh();
      if (served === null && signal.aborted) return;
      const users = served ?? (await side.refresh());
      if (users === null) return;
      this.#refreshed += users;
    } while (!signal.aborted && performance.now() < until);
  }

  /** Numbers for operators. */
  get gauges(): Record<string, number> {
    const passed = this.#settings.updater.refreshedThrough;
    return {
      portrait_profiles_refreshed: this.#refreshed,
      ...(passed !== null && { portrait_profiles_refresh_pass_timestamp_seconds: passed / 1000 }),
    };
  }
}
