import type { Store } from '../../store/index.ts';
import { batched } from './batched.ts';

export function createItemLoaders(store: Store) {
  return { items: batched((ids) => store.items.byIds(ids), null) };
}
