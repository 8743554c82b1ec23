import type {
  DeclaredSource,
  LetterChoice,
  ReplayReport,
  SourceQuality,
  SourceRemoval,
} from '../../ingest/index.ts';
import type { RemovalOptions } from '../../store/index.ts';

/** What a finished sync says; the ingest's report fits. */
export interface SyncOutcome {
  readonly records: number;
  readonly events: number;
  readonly duplicates: number;
  readonly rejected: number;
  readonly quarantined: number;
  readonly seconds: number;
  readonly failure: { readonly message: string } | null;
}

/** The sources of a deployment and what can be done with them. */
export interface SourceService {
  declared(): readonly DeclaredSource[];
  /** Takes a source in from where it was left; one that runs already is not read twice. */
  sync(sourceId: string): Promise<SyncOutcome>;
  /**
   * Reads a range of a source once more; answers as soon as it is under way.
   * @throws {BackfillError} {MappingError} {SourceHeldError} where it cannot be
   */
  backfill(
    sourceId: string,
    range: {
      readonly from: string;
      readonly until: string;
      readonly stream?: string | undefined;
    },
  ): Promise<{ readonly ended: Promise<SyncOutcome> }>;
  /** Of every source what came in the last week, and what to look at. */
  quality(): Promise<readonly SourceQuality[]>;
  /** Tries dead letters again with the mappings as they are declared now. */
  replay(choice: LetterChoice): Promise<ReplayReport>;
  /** Drops dead letters. */
  discard(choice: LetterChoice): Promise<number>;
  remove(sourceId: string, options: RemovalOptions): Promise<SourceRemoval>;
}
