import {
  describeCondition,
  describeMissing,
  type Language,
  type TraceNode,
} from '../../segments/index.ts';

/** What is said of one condition. */
export interface Statement {
  /** `1 purchase in garden, needed at least 3` */
  readonly text: string;
  /** What nobody knows, alone; null where the condition is decided. */
  readonly missing: string | null;
}

/** What is said of every condition of a trace, by path. */
export type Statements = ReadonlyMap<string, Statement>;

/** @param now the instant that is spoken of, in milliseconds */
export function statementsOf(trace: TraceNode, language: Language, now: number): Statements {
  return new Map(said(trace, language, now, false));
}

/** Below an odd number of negations a condition was not wanted. */
function said(
  trace: TraceNode,
  language: Language,
  now: number,
  negated: boolean,
): [string, Statement][] {
  if (trace.children.length > 0) {
    const inside = trace.kind === 'not' ? !negated : negated;
    return trace.children.flatMap((part) => said(part, language, now, inside));
  }
  const text = describeCondition(language, trace, { negated, now });
  return [[trace.path, { text, missing: describeMissing(language, trace) }]];
}
