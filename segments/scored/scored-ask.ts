import { z } from 'zod';
import { durationSchema } from '../rules/event-conditions.ts';
import { RuleError } from '../rules/rule-error.ts';
import { issueProblems } from '../rules/zod-problems.ts';

/** What a predictive segment predicts; exactly one of them. */
export interface Prediction {
  /** Buys something, of a category or of any, within a time. */
  readonly buys?: { readonly category?: string; readonly within: string };
  /** Was active in this time, and does nothing in the next. */
  readonly lapses?: { readonly within: string };
  /** The name of a read-out that is a probability. */
  readonly head?: string;
}

/** Whom a lookalike segment resembles: users, or the members of a segment. */
export interface Resemblance {
  /** User ids, or external ids as `kind:value`. */
  readonly users?: readonly string[];
  readonly segment?: string;
  /** Whether those who are given are in it too; they are not if nothing is said. */
  readonly includeSeeds?: boolean;
}

/** From where on somebody is in; exactly one of them. */
export interface Threshold {
  /** The value itself, 0 to 1. */
  readonly score?: number;
  /** At most so many users, those with the highest values. */
  readonly size?: number;
  /** So large a share of those who are in shall be right. */
  readonly precision?: number;
}

/** A predictive or lookalike segment as people ask for it. */
export type ScoredAsk =
  | { readonly predicts: Prediction; readonly threshold: Threshold }
  | { readonly like: Resemblance; readonly threshold: Threshold };

export type ScoredKind = 'PREDICTIVE' | 'LOOKALIKE';

const MOST_SEEDS = 5000;
const name = z.string().min(1).max(256);
const share = z.number().gt(0).lt(1);

function exactlyOne(keys: readonly string[]) {
  return [
    (value: object) =>
      keys.filter((key) => (value as Record<string, unknown>)[key] !== undefined).length === 1,
    { message: `needs exactly one of ${keys.join(', ')}` },
  ] as const;
}

const threshold = z
  .strictObject({
    score: share.optional(),
    size: z.number().int().min(1).optional(),
    precision: share.optional(),
  })
  .refine(...exactlyOne(['score', 'size', 'precision']));
const predicts = z
  .strictObject({
    buys: z.strictObject({ category: name.optional(), within: durationSchema }).optional(),
    lapses: z.strictObject({ within: durationSchema }).optional(),
    head: name.optional(),
  })
  .refine(...exactlyOne(['buys', 'lapses', 'head']));
const like = z
  .strictObject({
    users: z.array(name).min(1).max(MOST_SEEDS).optional(),
    segment: name.optional(),
    includeSeeds: z.boolean().optional(),
  })
  .refine(...exactlyOne(['users', 'segment']));

const shapes = { predicts, like, threshold } as const;

/**
 * Checks what somebody asks for.
 * @param given `predicts` or `like`, with `threshold`
 * @throws {RuleError} with every problem, its place and the nearest name
 */
export function parseScoredAsk(given: {
  readonly predicts?: unknown;
  readonly like?: unknown;
  readonly threshold?: unknown;
}): ScoredAsk {
  const kind = given.predicts === undefined ? 'like' : 'predicts';
  const problems = ([kind, 'threshold'] as const).flatMap((part) => {
    const found = shapes[part].safeParse(given[part]);
    return found.success ? [] : issueProblems(found.error, shapes[part], part);
  });
  if (given.predicts !== undefined && given.like !== undefined) {
    problems.push({ path: 'like', message: 'cannot stand beside predicts', suggestion: null });
  }
  if (problems.length > 0) throw new RuleError(problems, 'segment');
  const { [kind]: asked, threshold: from } = given;
  return { [kind]: asked, threshold: from } as unknown as ScoredAsk;
}

export function kindOf(ask: ScoredAsk): ScoredKind {
  return 'predicts' in ask ? 'PREDICTIVE' : 'LOOKALIKE';
}
