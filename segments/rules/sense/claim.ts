import type { Scalar } from '../../../fusion/index.ts';
import type { Verdict } from '../../../store/index.ts';
import { testTrait } from '../conditions/trait.ts';
import { within } from '../interval.ts';
import type { Condition, Limits, RecencyCondition } from '../rule.ts';
import { printRule } from '../text/print-rule.ts';
import { verdictOf } from '../verdict.ts';
import { entryOf } from '../walk.ts';

/** What values a subject may have. */
export type Domain = 'count' | 'number' | 'trait' | 'truth';

/** A condition, or its negation, as a statement about one value that is observed. */
export interface Claim {
  /** Of the condition. */
  readonly path: string;
  readonly negated: boolean;
  /** What is observed: claims with the same subject speak of the same value. */
  readonly subject: string;
  /** The subject, with all that decides whether it is UNKNOWN. */
  readonly source: string;
  readonly domain: Domain;
  /** The condition's verdict where a value is observed. */
  verdict(value: Scalar): Verdict;
  /** The values at which the verdict may change. */
  readonly marks: readonly Scalar[];
}

/** Whether a claim is TRUE where a value is observed. */
export function holds({ negated, verdict }: Claim, value: Scalar): boolean {
  return verdict(value) === (negated ? 'FALSE' : 'TRUE');
}

/** What a condition claims, or with `negated` what its negation does. */
export function claimOf(condition: Condition, negated: boolean, path: string): Claim {
  return { path, negated, ...statementOf(condition) };
}

/** Conditions on numbers that are no counts: any value is possible. */
const MEASURED: ReadonlySet<string> = new Set(['sum', 'trend', 'predicted', 'similarity']);

type Statement = Omit<Claim, 'path' | 'negated'>;

function statementOf(condition: Condition): Statement {
  if ('trait' in condition) {
    const { trait } = condition;
    const { name, equals, in: listed = [], atLeast, atMost } = trait;
    const subject = printRule({ trait: { name, exists: true } });
    const marks = [equals, ...listed, atLeast, atMost].filter((mark) => mark !== undefined);
    const verdict = (value: Scalar) => testTrait(trait, value).verdict;
    return { subject, source: subject, domain: 'trait', verdict, marks };
  }
  if ('recency' in condition) return recencyStatement(condition.recency);
  if ('segment' in condition || 'place' in condition || 'time' in condition) {
    const subject = printRule(condition);
    const verdict = (value: Scalar) => verdictOf(value === true);
    return { subject, source: subject, domain: 'truth', verdict, marks: [] };
  }
  const [name, { atLeast, atMost, ...rest }] = entryOf<
    | 'count'
    | 'sum'
    | 'distinct'
    | 'sequence'
    | 'trend'
    | 'visits'
    | 'friends'
    | 'predicted'
    | 'similarity'
  >(condition);
  const domain = MEASURED.has(name) ? 'number' : 'count';
  return limited(name, rest, { atLeast, atMost }, domain);
}

/** That something last happened within a duration is a count of at least one, and so on. */
function recencyStatement({ within, notWithin, ...query }: RecencyCondition): Statement {
  const limits = within === undefined ? { atMost: 0 } : { atLeast: 1 };
  return limited('count', { ...query, within: within ?? notWithin }, limits, 'count');
}

function limited(name: string, rest: object, limits: Limits, domain: Domain): Statement {
  // Neither of the two changes the value, only when it is UNKNOWN.
  const { whenMissing, confidence, ...observed } = rest as Record<string, unknown>;
  const print = (parameters: object) => printRule({ [name]: parameters } as unknown as Condition);
  return {
    subject: print(observed),
    source: print(rest),
    domain,
    verdict: (value) =>
      typeof value === 'number' ? within({ low: value, high: value }, limits) : 'UNKNOWN',
    marks: [limits.atLeast, limits.atMost].filter((mark) => mark !== undefined),
  };
}
