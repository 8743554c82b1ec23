import type { Services } from '../context.ts';
import { createItemLoaders } from './items.ts';
import { createSegmentLoaders } from './segments.ts';
import { createSourceLoaders } from './sources.ts';
import { createUserLoaders } from './users.ts';

/** Everything that one request reads, each key once and all keys of a tick in one statement. */
export function createLoaders(services: Services, now: number) {
  return {
    ...createUserLoaders(services),
    ...createSegmentLoaders(services.store),
    ...createItemLoaders(services.store),
    ...createSourceLoaders(services, now),
  };
}

export type Loaders = ReturnType<typeof createLoaders>;
