import type { Store } from '../../store/index.ts';
import { batched } from './batched.ts';

export function createSegmentLoaders(store: Store) {
  return {
    segments: batched((ids) => store.segments.byIds(ids), null),
    segmentSizes: batched((ids) => store.memberships.count(ids), 0),
  };
}
