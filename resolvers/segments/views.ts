import type { Segment } from '../../schema/index.ts';
import type { SegmentRow } from '../../store/index.ts';

export const segmentOf = (row: SegmentRow): Segment => ({ ...row, __typename: 'Segment' });
