import type { SegmentRow, SegmentVersionRow } from '../../store/index.ts';
import { type LearnedDefinition, learnedFromJson } from '../learned/learned-definition.ts';
import { noDependencies, type RuleDependencies } from '../rules/dependencies.ts';
import { dependenciesOf } from '../rules/dependencies-of.ts';
import { parseRule } from '../rules/parse-rule.ts';
import type { Rule } from '../rules/rule.ts';
import { orderSegments } from '../rules/segment-order.ts';
import type { ScoredKind } from '../scored/scored-ask.ts';
import { type ScoredDefinition, scoredFromJson } from '../scored/scored-definition.ts';

type SegmentHead = Pick<SegmentRow | SegmentVersionRow, 'id' | 'version' | 'modelId' | 'name'>;

export interface RuleSegment extends SegmentHead {
  readonly rule: Rule;
  /** All that this rule may depend on. */
  readonly dependencies: RuleDependencies;
}

export interface LearnedSegment extends SegmentHead {
  readonly definition: LearnedDefinition;
}

export interface ScoredSegment extends SegmentHead {
  readonly kind: ScoredKind;
  readonly definition: ScoredDefinition;
}

/** Segments ready to judge by. */
export interface ActiveSegments {
  readonly learned: readonly LearnedSegment[];
  /** Predictive and lookalike ones. */
  readonly scored: readonly ScoredSegment[];
  /** Every rule after those whose segments it refers to. */
  readonly rules: readonly RuleSegment[];
  /** All that the rules together may depend on. */
  readonly dependencies: RuleDependencies;
}

/** The rows stay the same ones as long as nobody changes a segment. */
const read = new WeakMap<readonly object[], ActiveSegments>();

/** Reads stored segments. */
export function readSegments(rows: readonly (SegmentRow | SegmentVersionRow)[]): ActiveSegments {
  const known = read.get(rows);
  if (known !== undefined) return known;
  const segments = parseSegments(rows);
  read.set(rows, segments);
  return segments;
}

function parseSegments(rows: readonly (SegmentRow | SegmentVersionRow)[]): ActiveSegments {
  const rules = new Map<string, RuleSegment>();
  const learned: LearnedSegment[] = [];
  const scored: ScoredSegment[] = [];
  for (const row of rows) {
    const { id, version, modelId, name } = row;
    const head = { id, version, modelId, name };
    if (row.kind === 'RULE') {
      const rule = parseRule(row.definition);
      rules.set(id, { ...head, rule, dependencies: dependenciesOf(rule) });
    } else if (row.kind === 'LEARNED') learned.push({ ...head, definition: parsedLearned(row) });
    else scored.push({ ...head, kind: row.kind, definition: scoredFromJson(row.definition) });
  }
  const order = orderSegments(new Map([...rules].map(([id, { rule }]) => [id, rule])));
  const dependencies = noDependencies();
  const ordered = order.flatMap((id) => rules.get(id) ?? []);
  for (const { dependencies: own } of ordered) mergeDependencies(own, dependencies);
  return { learned, scored, rules: ordered, dependencies };
}

/** Reading the weights out of JSON is slow, and a version never changes. */
const parsed = new Map<string, LearnedDefinition>();
const PARSED_KEPT = 64;

function parsedLearned(row: SegmentRow | SegmentVersionRow): LearnedDefinition {
  const { groupingId, group } = row.definition as { groupingId?: string; group?: number };
  const key = `${groupingId}/${group}/${row.id}`;
  const known = parsed.get(key);
  if (known !== undefined) return known;
  const definition = learnedFromJson(row.definition);
  if (parsed.size >= PARSED_KEPT) parsed.clear();
  parsed.set(key, definition);
  return definition;
}

/** Adds what one rule depends on to what others do. */
export function mergeDependencies(from: RuleDependencies, into: RuleDependencies): void {
  for (const name of ['modalities', 'traits', 'readOuts', 'segments'] as const) {
    for (const value of from[name]) into[name].add(value);
  }
  into.places ||= from.places;
  into.friends ||= from.friends;
  into.others ||= from.others;
  into.items ||= from.items;
  into.clock ||= from.clock;
}
