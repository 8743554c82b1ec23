import { Field, ObjectType } from 'type-graphql';
import { Source } from '../sources/source.ts';

@ObjectType('SourceSwitched', { simpleResolvers: true, description: 'The source as it is now.' })
export class SourceSwitched {
  readonly __typename!: 'SourceSwitched';

  @Field(() => Source, { description: 'The source.' })
  readonly source!: Source;
}
