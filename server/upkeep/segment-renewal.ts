import {
  type NewScoredSegment,
  type RenewReport,
  type SegmentService,
  TooFewProfilesError,
} from '../../segments/index.ts';
import type { ModelRow, Store } from '../../store/index.ts';
import type { Log } from '../log.ts';

export interface SegmentRenewalSettings {
  readonly store: Store;
  readonly segments: SegmentService;
  /** The predictive and lookalike segments that are declared. */
  readonly scored: readonly NewScoredSegment[];
  readonly log: Log;
}

/** Learns the segments that rest on a model: of the one that serves, and of one before it serves. */
export class SegmentRenewal {
  readonly #settings: SegmentRenewalSettings;

  constructor(settings: SegmentRenewalSettings) {
    this.#settings = settings;
  }

  /**
   * Learns the predictive and lookalike segments that are declared and new or changed, or that rest on
   * another model than the one that serves.
   * @param again ids of those that are learned anew in any case
   */
  renew(again: readonly string[] | null = null): Promise<RenewReport> {
    return this.#renew(this.#settings.segments, again);
  }

  /**
   * What was learned on the serving model's profiles says nothing of another one's: it gets its own
   * segments before it serves. Called again after a kill, only what is missing is made.
   */
  async prepare({ id }: ModelRow): Promise<void> {
    const segments = this.#settings.segments.ofModel(id);
    await this.#prepareGroups(id, segments);
    await this.#renew(segments, null);
  }

  async #renew(segments: SegmentService, again: readonly string[] | null): Promise<RenewReport> {
    const { scored, log } = this.#settings;
    const report = await segments.renewScored(scored, again);
    for (const { id, reason } of report.leftOut) {
      log('a segment could not be learned and stays as it was', { id, reason });
    }
    return report;
  }

  async #prepareGroups(id: string, segments: SegmentService): Promise<void> {
    const { store, log } = this.#settings;
    const learned = (await store.segments.all()).filter(({ kind }) => kind === 'LEARNED');
    if (learned.length === 0) return;
    const rows = await store.ofModel(id).segments.all();
    const own = rows.filter(({ kind, modelId }) => kind === 'LEARNED' && modelId === id);
    try {
      if (own.length === 0) await segments.formLearned();
      else await segments.judgeEveryone(own.map((row) => row.id));
    } catch (error) {
      // Its profiles are there: what is missing are groups, and the message says why.
      if (!(error instanceof TooFewProfilesError)) throw error;
      log('the learned segments stay those of the model before', { reason: error.message });
    }
  }
}
