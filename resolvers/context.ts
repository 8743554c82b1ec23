import type { AudienceService } from '../audiences/index.ts';
import type { ExplainService } from '../explain/index.ts';
import type { Locale, ModalityRegistry } from '../fusion/index.ts';
import type { Ingest } from '../ingest/index.ts';
import type { ErasureService } from '../privacy/index.ts';
import type { AdaptationWatch, ModelLife, Recommender, SessionReader } from '../profiles/index.ts';
import type { Training } from '../schema/index.ts';
import type {
  Learnings,
  NewScoredSegment,
  PortraitSpan,
  PreviewOptions,
  SegmentPortrait,
  SegmentPreview,
} from '../segments/index.ts';
import type { Store } from '../store/index.ts';
import type { Loaders } from './loaders/index.ts';
import type { SourceService } from './sources/source-service.ts';
import type { LiveFeeds } from './subscriptions/live-feeds.ts';

/** Tries, makes and ends segments. */
export interface SegmentService {
  /** What is being learned, and was lately. */
  readonly learnings: Pick<Learnings, 'list'>;
  /**
   * Stores a new rule segment and judges everybody by it.
   * @throws {RuleError} {SegmentCycleError} {SegmentError} where the rule is wrong
   * @throws {StoreConflictError} where the id is taken
   */
  create(segment: {
    readonly id: string;
    readonly name: string;
    readonly description: string;
    readonly rule: unknown;
  }): Promise<unknown>;
  /**
   * Learns a new predictive or lookalike segment and judges everybody by it.
   * @throws {RuleError} {NotLearnableError} {SegmentError} where it cannot be made as asked
   * @throws {StoreConflictError} where the id is taken
   */
  createScored(segment: NewScoredSegment): Promise<unknown>;
  /** Whom a predictive or lookalike segment would hold; nothing is stored. Errors as for `createScored`. */
  previewScored(
    given: Pick<NewScoredSegment, 'predicts' | 'like' | 'threshold'>,
  ): Promise<SegmentPreview>;
  /**
   * What a rule would select; nothing is stored.
   * @param options.limit how many users are judged at most
   * @throws {RuleError} where the rule is wrong
   */
  preview(rule: unknown, options: PreviewOptions): Promise<SegmentPreview>;
  /** What a segment is like, with its size and flows over a span of time, the last 30 days if nothing is said. */
  portrait(
    segmentId: string,
    locale: Locale,
    span?: Partial<PortraitSpan>,
  ): Promise<SegmentPortrait>;
  /** Takes all members out and keeps the history. @throws {SegmentError} where others refer to it */
  archive(id: string): Promise<unknown>;
}

/** Says why a user is in a segment or is not, and why the model reads a value out of a user. */
export type ExplanationService = Pick<
  ExplainService,
  | 'explain'
  | 'explainReadOut'
  | 'checkProfileAt'
  | 'open'
  | 'openReadOut'
  | 'replay'
  | 'contrast'
  | 'growth'
> & {
  /** The same over a store that is bound to a model. */
  on(store: Store): ExplanationService;
};

/** What the resolvers stand on. The composition root puts it together. */
export interface Services {
  readonly store: Store;
  readonly ingest: Pick<Ingest, 'accept'>;
  readonly modalities: ModalityRegistry;
  readonly sources: SourceService;
  readonly segments: SegmentService;
  readonly audiences: Pick<AudienceService, 'status' | 'replay'>;
  readonly explanations: ExplanationService;
  readonly recommender: Pick<Recommender, 'of' | 'reasons' | 'followsChoices'>;
  readonly erasures: Pick<ErasureService, 'erase' | 'find'>;
  readonly adaptation: Pick<AdaptationWatch, 'guardrailOf' | 'latest' | 'watched'>;
  /** How far those are encoded anew to whom nothing happens. */
  readonly refresh: { readonly gauges: Readonly<Record<string, number>> };
  readonly life: Pick<ModelLife, 'comparison' | 'shadow' | 'promote' | 'rollback' | 'retire'>;
  /** What users are about right now. */
  readonly sessions: Pick<SessionReader, 'read'>;
  /** Trains a model in the background. */
  readonly retraining: {
    readonly status: Training | null;
    start(): Training;
  };
  /** The name under which the updater keeps its place in the change feed. */
  readonly updater: string;
  /** The current time in milliseconds since the epoch. */
  readonly clock: () => number;
  /** Told of what goes wrong after its request was answered. */
  readonly onBackgroundError: (error: unknown) => void;
}

/** What every resolver of one request is given. */
export interface RequestContext {
  readonly services: Services;
  readonly loaders: Loaders;
  readonly feeds: LiveFeeds;
  /** One instant for the whole answer, in milliseconds since the epoch. */
  readonly now: number;
}
