import { createUnionType } from 'type-graphql';
import { UnknownSource } from '../problems/unknown-source.ts';
import { SyncStarted } from './sync-started.ts';

export const StartSyncResult = createUnionType({
  name: 'StartSyncResult',
  description: 'The running sync, or why there is none.',
  types: () => [UnknownSource, SyncStarted] as const,
  resolveType: (value) => value.__typename,
});
