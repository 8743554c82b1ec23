import { batched } from './batched.ts';
import type { LoaderTable } from './table.ts';

export const segmentLoaders = {
  segments: ({ services: { store } }) => batched((ids) => store.segments.byIds(ids), null),
  segmentSizes: ({ services: { store } }) => batched((ids) => store.memberships.count(ids), 0),
} satisfies LoaderTable;
