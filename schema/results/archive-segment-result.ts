import { createUnionType } from 'type-graphql';
import { SegmentInUse } from '../problems/segment-in-use.ts';
import { UnknownSegment } from '../problems/unknown-segment.ts';
import { SegmentArchived } from './segment-archived.ts';

export const ArchiveSegmentResult = createUnionType({
  name: 'ArchiveSegmentResult',
  description: 'The archived segment, or why it stays.',
  types: () => [SegmentInUse, UnknownSegment, SegmentArchived] as const,
  resolveType: (value) => value.__typename,
});
