import type { Explanation } from '../../schema/index.ts';

type Known = '__typename' | 'userId' | 'segmentId' | 'decidedAt' | 'stale';

/** What the explaining service says; who and what it is about the resolver knows already. */
export interface ExplanationAnswer extends Omit<Explanation, Known> {
  readonly freshness: { readonly decidedAt: number | null; readonly stale: boolean };
}
