import type { RuleProblem } from '../../schema/index.ts';

/** What is wrong with a rule, where an error says so; null for any other error. */
export function ruleProblemsOf(error: unknown): RuleProblem[] | null {
  if (!(error instanceof Error) || !('problems' in error) || !Array.isArray(error.problems)) {
    return null;
  }
  return error.problems.map((problem: Partial<RuleProblem>) => ({
    path: String(problem.path ?? ''),
    message: String(problem.message ?? error.message),
    suggestion: problem.suggestion ?? null,
  }));
}
