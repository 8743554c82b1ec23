import { Field, ID, ObjectType } from 'type-graphql';
import { RemovalCounts } from '../sources/removal-counts.ts';

@ObjectType('SourceRemoved', {
  simpleResolvers: true,
  description: 'What was removed with a source, or would be.',
})
export class SourceRemoved {
  readonly __typename!: 'SourceRemoved';

  @Field(() => ID, { description: 'The source.' })
  readonly sourceId!: string;

  @Field(() => Boolean, { description: 'True where nothing was changed.' })
  readonly dryRun!: boolean;

  @Field(() => RemovalCounts, { description: 'How much of each place.' })
  readonly counts!: RemovalCounts;

  @Field(() => [String], {
    description:
      'What the source kept for its reader (a replication slot) and was let go of, or why not.',
  })
  readonly released!: readonly string[];

  @Field(() => String, { description: 'Give it to `waitFor` and a read sees this write.' })
  readonly token!: string;
}
