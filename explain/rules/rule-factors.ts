import { leavesOf, scoreOf, type TraceNode, verdictOfTrace } from '../../segments/index.ts';
import type { Verdict } from '../../store/index.ts';
import type { Factor } from '../explanation.ts';
import { MAXIMUM_PLAYERS, shapleyValues } from '../shapley.ts';
import type { Statements } from './statements.ts';

/** The score of a user of whom nothing is known: every condition UNKNOWN. */
export const RULE_BASELINE = scoreOf('UNKNOWN');

/**
 * The exact share of every condition in the verdict's score (TRUE 1, UNKNOWN 1/2, FALSE 0): Shapley
 * values of the game in which a condition that joins takes its verdict and every other is UNKNOWN.
 * That baseline, unlike "every condition unmet", lets what is missing count against a non-member.
 * More than 12 conditions play in groups; a group's share is divided among its decided conditions.
 * @param statements what is said of each condition, by path
 */
export function ruleFactors(trace: TraceNode, statements: Statements): Factor[] {
  const leaves = leavesOf(trace);
  const groups = groupsOf(leaves);
  const players = groups.length;
  const groupOf = new Map(
    groups.flatMap((group, index) => group.map((leaf): [string, number] => [leaf.path, index])),
  );
  const values = Float64Array.from({ length: 1 << players }, (_, coalition) =>
    scoreOf(
      verdictOfTrace(trace, (leaf): Verdict => {
        const group = groupOf.get(leaf.path) ?? 0;
        return (coalition >> group) & 1 ? leaf.verdict : 'UNKNOWN';
      }),
    ),
  );
  return shapleyValues(values).flatMap((share, index) => divided(groups[index], share, statements));
}

/** Neighbours in the rule share a group, so that a group is a part of the rule. */
function groupsOf(leaves: readonly TraceNode[]): TraceNode[][] {
  const count = Math.min(leaves.length, MAXIMUM_PLAYERS);
  const groups: TraceNode[][] = Array.from({ length: count }, () => []);
  leaves.forEach((leaf, index) => {
    groups[Math.floor((index * count) / leaves.length)].push(leaf);
  });
  return groups;
}

function divided(group: readonly TraceNode[], share: number, statements: Statements): Factor[] {
  const decided = group.filter(({ verdict }) => verdict !== 'UNKNOWN');
  const sharing = decided.length === 0 ? group : decided;
  return group.map((leaf) => ({
    modality: modalityOf(leaf),
    feature: leaf.path,
    label: statements.get(leaf.path)?.text ?? leaf.path,
    value: sharing.includes(leaf) ? share / sharing.length : 0,
    evidence: leaf.eventIds,
  }));
}

function modalityOf({ condition }: TraceNode): string | null {
  const parameters: unknown = condition === null ? null : Object.values(condition)[0];
  if (typeof parameters !== 'object' || parameters === null) return null;
  return 'modality' in parameters && typeof parameters.modality === 'string'
    ? parameters.modality
    : null;
}
