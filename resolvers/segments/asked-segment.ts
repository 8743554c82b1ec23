import type { LikeInput, PredictionInput, ThresholdInput } from '../../schema/index.ts';
import { clientError } from '../errors.ts';
import { ruleOf } from './rule-of.ts';

/** What a segment may be made of. */
export interface SegmentParts {
  readonly rule?: unknown;
  readonly ruleText?: string | null;
  readonly predicts?: PredictionInput | null;
  readonly like?: LikeInput | null;
  readonly threshold?: ThresholdInput | null;
}

export type AskedSegment =
  | { readonly rule: unknown }
  | { readonly predicts?: unknown; readonly like?: unknown; readonly threshold: unknown };

/** Learning a score weighs as much as so many values of an answer. */
export const LEARNING_COST = 20_000;

/** Whether a score has to be learned for it. */
export function isScored({ predicts, like }: SegmentParts): boolean {
  return predicts != null || like != null;
}

/** What a client asked for: a rule, or `predicts` or `like` with a threshold. */
export function askedSegment(parts: SegmentParts): AskedSegment {
  const { rule, ruleText, predicts, like, threshold } = parts;
  if (!isScored(parts)) {
    if (threshold != null) {
      throw clientError('BAD_USER_INPUT', 'A threshold stands with predicts or like alone.');
    }
    return { rule: ruleOf({ rule, ruleText }) };
  }
  if (rule != null || ruleText != null) {
    throw clientError('BAD_USER_INPUT', 'Give a rule, predicts or like, and only one of them.');
  }
  return given({ predicts, like, threshold }) as AskedSegment;
}

/** Input objects as plain data without what was not given. */
function given(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value, (_key, part) => part ?? undefined));
}
