import type { InvalidRule } from '../../schema/index.ts';
import {
  NotLearnableError,
  RuleError,
  SegmentCycleError,
  SegmentError,
} from '../../segments/index.ts';

/** What is wrong with a segment, where an error says so; null for any other error. */
export function invalidRuleOf(error: unknown): InvalidRule | null {
  const message =
    'The segment cannot be made as asked. Mend what the problems name and send it again.';
  const isWhole =
    error instanceof SegmentCycleError ||
    error instanceof SegmentError ||
    error instanceof NotLearnableError;
  if (isWhole) {
    const problems = [{ path: '', message: error.message, suggestion: null }];
    return { __typename: 'InvalidRule', message, problems };
  }
  if (!(error instanceof RuleError)) return null;
  return { __typename: 'InvalidRule', message, problems: error.problems };
}
