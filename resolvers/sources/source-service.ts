/** A source as `portrait.yaml` declares it, without its settings. */
export interface DeclaredSource {
  readonly id: string;
  readonly connector: string;
  readonly streams: readonly string[];
}

/** What a finished sync says; the ingest's report fits. */
export interface SyncOutcome {
  readonly records: number;
  readonly events: number;
  readonly duplicates: number;
  readonly rejected: number;
  readonly seconds: number;
  readonly failure: { readonly message: string } | null;
}

/** The sources of a deployment and the way to take them in. */
export interface SourceService {
  declared(): readonly DeclaredSource[];
  /** Takes a source in from where it was left; one that runs already is not read twice. */
  sync(sourceId: string): Promise<SyncOutcome>;
}
