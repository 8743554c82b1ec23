import { batched } from './batched.ts';
import type { LoaderTable } from './table.ts';

export const itemLoaders = {
  items: ({ services: { store } }) => batched((ids) => store.items.byIds(ids), null),
} satisfies LoaderTable;
