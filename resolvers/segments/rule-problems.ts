import type { RuleProblem } from '../../schema/index.ts';
import { RuleError, SegmentCycleError, SegmentError } from '../../segments/index.ts';

/** What is wrong with a rule, where an error says so; null for any other error. */
export function ruleProblemsOf(error: unknown): RuleProblem[] | null {
  if (error instanceof SegmentCycleError || error instanceof SegmentError) {
    return [{ path: '', message: error.message, suggestion: null }];
  }
  return error instanceof RuleError ? [...error.problems] : null;
}
