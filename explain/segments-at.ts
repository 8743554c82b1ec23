import { type ActiveSegments, dependenciesOf, parseRule, readSegments } from '../segments/index.ts';
import type { SegmentVersionRow, Store } from '../store/index.ts';
import { ExplainError } from './explain-error.ts';

/** A segment as it was, with those that its rule refers to. */
export interface SegmentAt {
  readonly target: SegmentVersionRow;
  readonly segments: ActiveSegments;
}

/**
 * The version of a segment that held at an instant, with the versions of the segments that it refers
 * to. Only these are judged, by the code that judges all.
 * @throws {ExplainError} where there is no such segment, or was none yet
 */
export async function segmentAt(
  store: Store,
  segmentId: string,
  at: number | null,
): Promise<SegmentAt> {
  const target = await versionAt(store, segmentId, at);
  if (target === null) {
    throw new ExplainError(
      'segment',
      'There is no such segment, or there was none yet at that instant. List the segments with: portrait segments list.',
    );
  }
  const rows = new Map([[target.id, target]]);
  const waiting = [target];
  for (let row = waiting.pop(); row !== undefined; row = waiting.pop()) {
    if (row.kind !== 'RULE') continue;
    for (const id of dependenciesOf(parseRule(row.definition)).segments) {
      if (rows.has(id)) continue;
      const referred = await versionAt(store, id, at);
      if (referred === null) continue;
      rows.set(id, referred);
      waiting.push(referred);
    }
  }
  return { target, segments: readSegments([...rows.values()]) };
}

/** Whether the verdict takes more than events and traits: something that a model made of them. */
export function readsProfile({ segments }: SegmentAt): boolean {
  const { dependencies, learned, scored } = segments;
  return (
    dependencies.readOuts.size > 0 || dependencies.places || learned.length + scored.length > 0
  );
}

async function versionAt(
  store: Store,
  id: string,
  at: number | null,
): Promise<SegmentVersionRow | null> {
  if (at === null) {
    const row = (await store.segments.byIds([id])).get(id);
    return row === undefined ? null : { ...row, at: row.updatedAt };
  }
  const versions = await store.segments.versions(id);
  return versions.findLast((version) => version.at <= at) ?? null;
}
