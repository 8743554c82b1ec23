import type { Services } from '../context.ts';
import { itemLoaders } from './items.ts';
import { lazyTable, type MadeBy } from './lazy-table.ts';
import { segmentLoaders } from './segments.ts';
import { sourceLoaders } from './sources.ts';
import type { LoaderSource, ProfileLoader } from './table.ts';
import { userLoaders } from './users.ts';

const TABLE = { ...userLoaders, ...segmentLoaders, ...itemLoaders, ...sourceLoaders };

/**
 * Everything that one request reads, each key once and all keys of a tick in one statement. Most requests, and every
 * change that a subscription tells of, ask few of all there are.
 */
export type Loaders = MadeBy<typeof TABLE>;

const LazyLoaders = lazyTable<LoaderSource, ProfileLoader, typeof TABLE>(TABLE);

export function createLoaders(services: Services, now: number): Loaders {
  return new LazyLoaders({ services, now });
}
