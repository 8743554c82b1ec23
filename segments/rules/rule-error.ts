/** One thing that is wrong with a rule. */
export interface RuleProblem {
  /** Where: `all[1].count.within`; empty for the rule as a whole. */
  readonly path: string;
  readonly message: string;
  /** The nearest name that would be valid; null where there is none. */
  readonly suggestion: string | null;
}

/** A rule, or another definition of a segment, that cannot be judged; the message lists every problem with its place and the fix. */
export class RuleError extends Error {
  override readonly name = 'RuleError';
  readonly problems: readonly RuleProblem[];

  constructor(problems: readonly RuleProblem[], what: 'rule' | 'segment' = 'rule') {
    super(`The ${what} is not valid. ${problems.map(sentence).join(' ')}`);
    this.problems = problems;
  }
}

function sentence({ path, message, suggestion }: RuleProblem): string {
  const hint = suggestion === null ? '' : ` Did you mean "${suggestion}"?`;
  return `${path === '' ? 'The rule' : path}: ${message}.${hint}`;
}
