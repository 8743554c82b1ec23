import type { Store } from '../../store/index.ts';
import type { Retraining } from './retraining.ts';

const HOUR_MS = 3_600_000;

/** When a model is trained without anybody asking: whichever comes first. */
export interface RetrainRule {
  /** So many hours after the newest model was trained, if anything came since. */
  readonly everyHours?: number | undefined;
  /** After so many rows that the newest model has not seen. */
  readonly afterEvents?: number | undefined;
}

export interface RetrainScheduleSettings {
  readonly store: Store;
  readonly rule: RetrainRule;
  readonly retraining: Pick<Retraining, 'start' | 'status'>;
  /** Whether it is for this process to begin: of several that share a store one is enough. */
  readonly isOurs: () => Promise<boolean>;
  readonly clock: () => number;
}

/** Begins trainings by a rule. The first model is for somebody to ask for. */
export class RetrainSchedule {
  readonly #settings: RetrainScheduleSettings;

  constructor(settings: RetrainScheduleSettings) {
    this.#settings = settings;
  }

  /** Begins a training where one is due. @returns whether it did */
  async look(): Promise<boolean> {
    const { retraining, isOurs } = this.#settings;
    const isRunning = retraining.status !== null && retraining.status.endedAt === null;
    if (isRunning || !(await this.#isDue()) || !(await isOurs())) return false;
    retraining.start();
    return true;
  }

  async #isDue(): Promise<boolean> {
    const { store, rule, retraining, clock } = this.#settings;
    const [newest] = await store.models.list();
    if (newest === undefined) return false;
    const { everyHours, afterEvents } = rule;
    // One that failed, or came to the model that is there already, is not begun again at once.
    const triedAt = retraining.status?.startedAt ?? Number.NEGATIVE_INFINITY;
    if (clock() - triedAt < HOUR_MS) return false;
    const unseen = (await store.events.lastSequence()) - newest.watermark;
    if (unseen <= 0) return false;
    if (afterEvents !== undefined && unseen >= afterEvents) return true;
    const sinceMs = clock() - Math.max(newest.createdAt, triedAt);
    return everyHours !== undefined && sinceMs >= everyHours * HOUR_MS;
  }
}
