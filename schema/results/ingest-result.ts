import { createUnionType } from 'type-graphql';
import { TooManyEvents } from '../problems/too-many-events.ts';
import { EventsIngested } from './events-ingested.ts';

export const IngestResult = createUnionType({
  name: 'IngestResult',
  description: 'What became of the events.',
  types: () => [TooManyEvents, EventsIngested] as const,
  resolveType: (value) => value.__typename,
});
