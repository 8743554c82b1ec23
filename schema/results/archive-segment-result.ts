import { createUnionType } from 'type-graphql';
import { UnknownSegment } from '../problems/unknown-segment.ts';
import { SegmentArchived } from './segment-archived.ts';

export const ArchiveSegmentResult = createUnionType({
  name: 'ArchiveSegmentResult',
  description: 'The archived segment, or why there is none.',
  types: () => [UnknownSegment, SegmentArchived] as const,
  resolveType: (value) => value.__typename,
});
