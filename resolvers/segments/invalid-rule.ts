import type { InvalidRule } from '../../schema/index.ts';
import { RuleError, SegmentCycleError, SegmentError } from '../../segments/index.ts';

/** What is wrong with a rule, where an error says so; null for any other error. */
export function invalidRuleOf(error: unknown): InvalidRule | null {
  const message = 'The rule cannot be evaluated. Mend what the problems name and send it again.';
  if (error instanceof SegmentCycleError || error instanceof SegmentError) {
    const problems = [{ path: '', message: error.message, suggestion: null }];
    return { __typename: 'InvalidRule', message, problems };
  }
  if (!(error instanceof RuleError)) return null;
  return { __typename: 'InvalidRule', message, problems: error.problems };
}
