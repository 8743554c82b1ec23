import { dependenciesOf } from './dependencies-of.ts';
import type { Rule } from './rule.ts';

/** Segments that refer to one another in a circle have no verdict. */
export class SegmentCycleError extends Error {
  override readonly name = 'SegmentCycleError';
  /** The segments in the circle; the first comes again at the end. */
  readonly cycle: readonly string[];

  constructor(cycle: readonly string[]) {
    super(
      `Segments refer to one another in a circle: ${cycle.join(' -> ')}. ` +
        'Take the segment condition out of one of them.',
    );
    this.cycle = cycle;
  }
}

/**
 * The order in which rule segments can be judged: every segment after those that it refers to.
 * References to segments that are not among them are left out.
 * @throws {SegmentCycleError} with the path of the circle
 */
export function orderSegments(rules: ReadonlyMap<string, Rule>): string[] {
  const order: string[] = [];
  const done = new Set<string>();
  const visit = (id: string, path: readonly string[]): void => {
    if (done.has(id)) return;
    const start = path.indexOf(id);
    if (start >= 0) throw new SegmentCycleError([...path.slice(start), id]);
    const rule = rules.get(id);
    if (rule === undefined) return;
    for (const reference of [...dependenciesOf(rule).segments].sort())
      visit(reference, [...path, id]);
    done.add(id);
    order.push(id);
  };
  for (const id of [...rules.keys()].sort()) visit(id, []);
  return order;
}
