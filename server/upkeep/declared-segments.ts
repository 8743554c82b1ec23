import type { PortraitConfiguration } from '../../config/index.ts';
import {
  type NewRuleSegment,
  type NewScoredSegment,
  parseScoredAsk,
  RuleError,
} from '../../segments/index.ts';

/**
 * The configuration's segments by what decides who is in them.
 * @throws {RuleError} where something that has to be learned is asked for wrongly, with the segment's id
 */
export function declaredSegments(segments: PortraitConfiguration['segments']): {
  readonly rules: readonly NewRuleSegment[];
  readonly scored: readonly NewScoredSegment[];
} {
  const rules: NewRuleSegment[] = [];
  const scored: NewScoredSegment[] = [];
  for (const { rule, ...segment } of segments) {
    if (rule === undefined) scored.push(checked(segment));
    else rules.push({ ...segment, rule });
  }
  return { rules, scored };
}

function checked(segment: NewScoredSegment): NewScoredSegment {
  try {
    parseScoredAsk(segment);
    return segment;
  } catch (error) {
    if (!(error instanceof RuleError)) throw error;
    const problems = error.problems.map((problem) => ({
      ...problem,
      path: `segments ${segment.id}: ${problem.path}`,
    }));
    throw new RuleError(problems, 'segment');
  }
}
