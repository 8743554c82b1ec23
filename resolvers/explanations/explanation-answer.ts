import type { Explanation } from '../../schema/index.ts';

/** What the explaining service says; who and what it is about the resolver knows already. */
export type ExplanationAnswer = Omit<Explanation, '__typename' | 'userId' | 'segmentId'>;
