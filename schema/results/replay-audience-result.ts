import { createUnionType } from 'type-graphql';
import { SequenceNotKept } from '../problems/sequence-not-kept.ts';
import { UnknownAudience } from '../problems/unknown-audience.ts';
import { AudienceReplayed } from './audience-replayed.ts';

export const ReplayAudienceResult = createUnionType({
  name: 'ReplayAudienceResult',
  description: 'That the changes are delivered once more, or why they are not.',
  types: () => [UnknownAudience, SequenceNotKept, AudienceReplayed] as const,
  resolveType: (value) => value.__typename,
});
