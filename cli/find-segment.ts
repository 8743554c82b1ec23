import { nearestName } from '../connectors/index.ts';
import type { SegmentRow, Store } from '../store/index.ts';
import { AbsentError } from './errors.ts';

/** @throws {AbsentError} where there is no such segment, with the nearest that there is */
export async function findSegment(store: Store, id: string): Promise<SegmentRow> {
  const found = (await store.segments.byIds([id])).get(id);
  if (found !== undefined) return found;
  const ids = (await store.segments.all()).map((segment) => segment.id);
  const nearest = nearestName(id, ids);
  const suggestion = nearest === null ? '' : ` Did you mean "${nearest}"?`;
  throw new AbsentError(
    `There is no segment "${id}".${suggestion} \`portrait segments\` lists them.`,
  );
}
