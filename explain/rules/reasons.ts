import { phrases, type TraceNode } from '../../segments/index.ts';
import type { Factor } from '../explanation.ts';
import { failingConditions } from './failing-conditions.ts';

const MOST_REASONS = 4;

/** The sentence that says why, out of the same trace that decided. */
export function ruleSentence(
  segment: string,
  trace: TraceNode,
  factors: readonly Factor[],
): string {
  if (trace.verdict === 'TRUE') {
    const strongest = [...factors]
      .filter(({ value }) => value > 0)
      .sort((left, right) => right.value - left.value);
    return phrases.sentence.member(
      segment,
      spoken(
        strongest.map(({ feature }) => feature),
        trace,
      ),
    );
  }
  const failing = failingConditions(trace).map(({ leaf }) => leaf.path);
  return trace.verdict === 'FALSE'
    ? phrases.sentence.nonMember(segment, spoken(failing, trace))
    : phrases.sentence.undecided(segment, spoken(failing, trace));
}

function spoken(paths: readonly string[], trace: TraceNode): string[] {
  const said = new Map(statements(trace, false));
  return paths.slice(0, MOST_REASONS).flatMap((path) => said.get(path) ?? []);
}

/** What was found at each condition; below an odd number of negations it is what is not wanted. */
function statements(trace: TraceNode, negated: boolean): [string, string][] {
  if (trace.children.length > 0) {
    const inside = trace.kind === 'not' ? !negated : negated;
    return trace.children.flatMap((part) => statements(part, inside));
  }
  const { path, fragment } = trace;
  return [[path, negated ? phrases.negated(fragment) : fragment]];
}
