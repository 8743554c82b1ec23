import type { Segment } from '../../schema/index.ts';
import type { Loaders } from '../loaders/index.ts';
import { segmentOf } from './views.ts';

/** The segment of a row that names it; archived ones stay, so it is always there. */
export async function loadSegment(id: string, loaders: Loaders): Promise<Segment> {
  const row = await loaders.segments.load(id);
  if (row === null) throw new Error('A membership names a segment that the store does not have.');
  return segmentOf(row);
}
