import { connectionType } from '../paging/connection.ts';
import { Segment } from './segment.ts';

export const SegmentConnection = connectionType<Segment>('Segment', () => Segment);
