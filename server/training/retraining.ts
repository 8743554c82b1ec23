import type { Log } from '../log.ts';

/** How a training in the background stands. */
export interface TrainingStatus {
  /** Milliseconds since the epoch, as is `endedAt`. */
  readonly startedAt: number;
  /** From 0 to 1. */
  readonly progress: number;
  readonly note: string;
  readonly endedAt: number | null;
  /** The model that came of it; null until then, and where it failed. */
  readonly version: number | null;
  /** Why it failed; null where it did not. */
  readonly problem: string | null;
}

export interface RetrainingSettings {
  readonly clock: () => number;
  /** Trains and saves a model. @returns its version */
  readonly train: (
    signal: AbortSignal,
    onProgress: (done: number, total: number, note: string) => void,
  ) => Promise<number>;
  readonly log: Log;
}

/** Trains in the background of a server, one model at a time. */
export class Retraining {
  readonly #settings: RetrainingSettings;
  readonly #stop = new AbortController();
  #status: TrainingStatus | null = null;
  #running: Promise<void> | null = null;

  constructor(settings: RetrainingSettings) {
    this.#settings = settings;
  }

  /** The training that runs, or the last that did; null before the first. */
  get status(): TrainingStatus | null {
    return this.#status;
  }

  /** Begins a training, unless one runs. */
  start(): TrainingStatus {
    const running = this.#running !== null ? this.#status : null;
    if (running !== null) return running;
    const { clock } = this.#settings;
    const started = { startedAt: clock(), progress: 0, note: 'reading', endedAt: null };
    this.#status = { ...started, version: null, problem: null };
    this.#running = this.#run().finally(() => {
      this.#running = null;
    });
    return this.#status;
  }

  /** Ends a training that runs; begun again it goes on from its last epoch. */
  async stop(): Promise<void> {
    this.#stop.abort();
    await this.#running;
  }

  async #run(): Promise<void> {
    const { train, clock, log } = this.#settings;
    try {
      const version = await train(this.#stop.signal, (done, total, note) =>
        this.#tell({ progress: done / total, note }),
      );
      this.#tell({ progress: 1, note: 'done', endedAt: clock(), version });
      log('a model was trained', { version });
    } catch (error) {
      const problem = error instanceof Error ? error.message : 'unknown';
      this.#tell({ endedAt: clock(), problem });
      log('training in the background failed', { problem });
    }
  }

  #tell(news: Partial<TrainingStatus>): void {
    if (this.#status !== null) this.#status = { ...this.#status, ...news };
  }
}
