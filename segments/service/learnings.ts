/** How the learning of predictive and lookalike segments stands. */
export interface Learning {
  /** Those that are learned together, on one reading of the shop. */
  readonly segmentIds: readonly string[];
  /** Milliseconds since the epoch, as is `endedAt`. */
  readonly startedAt: number;
  /** What is being done. */
  readonly stage: LearningStage;
  /** How far that stage is, from 0 to 1. */
  readonly progress: number;
  readonly endedAt: number | null;
  /** Why it failed, or which of the segments did; null where none did. */
  readonly problem: string | null;
}

export type LearningStage = 'READING' | 'SENDING' | 'LEARNING' | 'JUDGING';

/** Tells how far a stage is. @param done of `total` */
export type TellLearning = (stage: LearningStage, done: number, total: number) => void;

/** One learning, from before it is known what it learns to its end. */
export interface OpenLearning {
  /** Begins to be seen: there is something to learn. */
  begin(segmentIds: readonly string[]): void;
  readonly tell: TellLearning;
  /** Notes that some of the segments could not be learned. */
  fail(problem: string): void;
}

/** So many that have ended are remembered. */
const REMEMBERED = 20;

/**
 * What is being learned in this process, and what was lately. Nothing of it is stored: a learning ends
 * with its process, and what was stored before stays as it was.
 */
export class Learnings {
  readonly #clock: () => number;
  readonly #known: { learning: Learning }[] = [];
  readonly #listeners = new Set<(learning: Learning) => void>();

  constructor(clock: () => number) {
    this.#clock = clock;
  }

  /** The newest first. */
  list(): readonly Learning[] {
    return this.#known.map(({ learning }) => learning).reverse();
  }

  /** Calls the listener with each news of a learning. @returns what takes it off again */
  follow(listener: (learning: Learning) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Runs work that may learn, and notes how it goes and ends. */
  async run<Result>(work: (open: OpenLearning) => Promise<Result>): Promise<Result> {
    let entry: { learning: Learning } | null = null;
    const change = (news: Partial<Learning>): void => {
      if (entry === null) return;
      entry.learning = { ...entry.learning, ...news };
      for (const listener of this.#listeners) listener(entry.learning);
    };
    const open: OpenLearning = {
      begin: (segmentIds) => {
        entry = { learning: { ...BEGUN, segmentIds, startedAt: this.#clock() } };
        this.#remember(entry);
        change({});
      },
      tell: (stage, done, total) => change({ stage, progress: total === 0 ? 1 : done / total }),
      fail: (problem) => change({ problem }),
    };
    try {
      const result = await work(open);
      change({ endedAt: this.#clock(), progress: 1 });
      return result;
    } catch (error) {
      const problem = error instanceof Error ? error.message : 'unknown';
      change({ endedAt: this.#clock(), problem });
      throw error;
    }
  }

  #remember(entry: { learning: Learning }): void {
    this.#known.push(entry);
    const ended = this.#known.filter(({ learning }) => learning.endedAt !== null);
    if (ended.length > REMEMBERED) this.#known.splice(this.#known.indexOf(ended[0]), 1);
  }
}

const BEGUN = { stage: 'READING', progress: 0, endedAt: null, problem: null } as const;
