import { createUnionType } from 'type-graphql';
import { BackfillRefused } from '../problems/backfill-refused.ts';
import { MappingInvalid } from '../problems/mapping-invalid.ts';
import { UnknownSource } from '../problems/unknown-source.ts';
import { SyncStarted } from './sync-started.ts';

export const StartBackfillResult = createUnionType({
  name: 'StartBackfillResult',
  description: 'The backfill that is under way, or why there is none.',
  types: () => [UnknownSource, MappingInvalid, BackfillRefused, SyncStarted] as const,
  resolveType: (value) => value.__typename,
});
