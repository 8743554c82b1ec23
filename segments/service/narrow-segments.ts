import { noDependencies } from '../rules/dependencies.ts';
import { dependenciesOf } from '../rules/dependencies-of.ts';
import { type ActiveSegments, mergeDependencies } from './active-segments.ts';

/**
 * Only the given segments and those that their rules refer to, with what these alone depend on:
 * judging everybody by one new rule must not read the friends that another rule asks about.
 */
export function narrowSegments(
  segments: ActiveSegments,
  segmentIds: ReadonlySet<string>,
): ActiveSegments {
  const needed = new Set(segmentIds);
  // Every rule stands after those that it refers to, so one walk from the end finds them all.
  for (const { id, rule } of [...segments.rules].reverse()) {
    if (!needed.has(id)) continue;
    for (const other of dependenciesOf(rule).segments) needed.add(other);
  }
  const rules = segments.rules.filter(({ id }) => needed.has(id));
  const dependencies = noDependencies();
  for (const { rule } of rules) mergeDependencies(dependenciesOf(rule), dependencies);
  return {
    learned: segments.learned.filter(({ id }) => needed.has(id)),
    scored: segments.scored.filter(({ id }) => needed.has(id)),
    rules,
    dependencies,
  };
}
