import type { Reasons } from '../../segments/index.ts';
import type { ToldFactor } from './told-factors.ts';

const MOST_REASONS = 3;

/** The strongest factors for a member, or against somebody else, as the sentence names them. */
export function reasonsOf(factors: readonly ToldFactor[], member: boolean): Reasons {
  const topics = new Set<string>();
  const strongest = factors
    .filter(({ value }) => (member ? value > 0 : value < 0))
    .filter(({ spoken: { topic } }) => !topics.has(topic) && topics.add(topic))
    .slice(0, MOST_REASONS);
  return {
    nounFirst: strongest[0]?.spoken.predicate === null,
    predicates: strongest.flatMap(({ spoken }) => spoken.predicate ?? []),
    nouns: strongest.flatMap(({ spoken, label }) => (spoken.predicate === null ? label : [])),
  };
}
