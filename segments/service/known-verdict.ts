import type { NewMembership } from '../../store/index.ts';
import type { KnownVerdict } from '../rules/facts.ts';
import { proofFromJson } from './proof.ts';

/** What rules that refer to a segment read of a membership in it, fresh or stored. */
export function knownVerdict({
  verdict,
  validUntil,
  proof,
}: Pick<NewMembership, 'verdict' | 'validUntil' | 'proof'>): KnownVerdict {
  const known = proofFromJson(proof);
  return { verdict, validUntil, similarity: known.kind === 'RULE' ? null : known.confidence };
}
