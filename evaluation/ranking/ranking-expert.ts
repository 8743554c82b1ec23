import type { ColumnBlock } from '../../fusion/experts/fitted-expert.ts';

/** A log-score that an expert gives to candidates, and whose events it needs. */
export interface RankingColumn {
  readonly name: string;
  readonly modality: string | null;
  readonly initialWeight: number;
}

/**
 * An expert of a suite: asked about one user, it proposes and scores items. The same object serves
 * user after user.
 */
export interface RankingExpert<Query> {
  readonly columns: readonly RankingColumn[];
  /** Told beforehand whom it will be asked about, where many at once cost less than one by one. */
  prepare?(queries: readonly Query[]): void;
  /** Takes in the user that the next calls are about. */
  ask(query: Query): void;
  /** Calls back for each of about `count` items that this expert thinks best. */
  propose(count: number, add: (item: number) => void): void;
  /** Writes the scores of the items; NaN where it has no opinion. */
  score(items: Int32Array, into: ColumnBlock): void;
}
