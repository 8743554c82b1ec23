import type { Item } from '../../schema/index.ts';
import type { ItemRow } from '../../store/index.ts';
import type { Loaders } from '../loaders/index.ts';

export const itemOf = (row: ItemRow): Item => ({ ...row, __typename: 'Item' });

export async function loadItem(id: string | null, loaders: Loaders): Promise<Item | null> {
  const row = id === null ? null : await loaders.items.load(id);
  return row && itemOf(row);
}
