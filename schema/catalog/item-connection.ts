import { connectionType } from '../paging/connection.ts';
import { Item } from './item.ts';

export const ItemConnection = connectionType<Item>('Item', () => Item);
