import { Field, ObjectType } from 'type-graphql';
import { Source } from '../sources/source.ts';
import { SyncCounts } from '../sources/sync-counts.ts';

@ObjectType('SyncStarted', {
  simpleResolvers: true,
  description: 'The source is being taken in; one sync of a source runs at a time.',
})
export class SyncStarted {
  readonly __typename!: 'SyncStarted';

  @Field(() => Source, { description: 'The source; ask again for its progress.' })
  readonly source!: Source;

  @Field(() => SyncCounts, {
    nullable: true,
    description: 'What the sync came to; null where it was not waited for.',
  })
  readonly counts!: SyncCounts | null;

  @Field(() => String, {
    description: 'Stands for what was stored when this answer was made; give it to `waitFor`.',
  })
  readonly token!: string;
}
