import type { Phrases, TraceNode } from '../../segments/index.ts';
import type { Factor } from '../explanation.ts';
import { failingConditions } from './failing-conditions.ts';
import type { Statement, Statements } from './statements.ts';

const MOST_REASONS = 4;

/** The sentence that says why, out of the same trace that decided. */
export function ruleSentence(
  { sentence }: Phrases,
  segment: string,
  trace: TraceNode,
  factors: readonly Factor[],
  statements: Statements,
): string {
  const spoken = (paths: readonly string[], say: (statement: Statement) => string) => {
    const texts = paths.flatMap((path) => {
      const statement = statements.get(path);
      return statement === undefined ? [] : say(statement);
    });
    return [...new Set(texts)].slice(0, MOST_REASONS);
  };
  if (trace.verdict === 'TRUE') {
    const strongest = factors
      .filter(({ value }) => value > 0)
      .sort((left, right) => right.value - left.value);
    const paths = strongest.map(({ feature }) => feature);
    return sentence.member(
      segment,
      spoken(paths, ({ text }) => text),
    );
  }
  const failing = failingConditions(trace).map(({ leaf }) => leaf.path);
  if (trace.verdict === 'FALSE') {
    const missing = (path: string) => Number(statements.get(path)?.missing != null);
    // What is decided comes first: it alone is why.
    const decidedFirst = failing.toSorted((left, right) => missing(left) - missing(right));
    return sentence.nonMember(
      segment,
      spoken(decidedFirst, ({ text }) => text),
    );
  }
  return sentence.undecided(
    segment,
    spoken(failing, ({ text, missing }) => missing ?? text),
  );
}
