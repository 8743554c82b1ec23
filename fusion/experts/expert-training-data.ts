import type { Catalog } from './catalog.ts';
import type { FitCache } from './fit-cache.ts';
import type { IndexedHistory } from './indexed-history.ts';

/** What experts are fitted on: everything known up to a cut and nothing after it. */
export interface ExpertTrainingData {
  readonly catalog: Catalog;
  /** In byte order of the user ids; a user's place here is the `row`. */
  readonly users: readonly IndexedHistory[];
  readonly seed: number;
  /** How many factors the linear models may have at most. */
  readonly factors: number;
  /** Results that two experts would otherwise compute twice from the same input. */
  readonly cache: FitCache;
}
