import { Field, Float, ObjectType } from 'type-graphql';

@ObjectType('SourceRate', { simpleResolvers: true, description: 'How fast something is taken in.' })
export class SourceRate {
  @Field(() => Float, { description: 'Records read a second.' })
  readonly recordsPerSecond!: number;

  @Field(() => Float, { description: 'New events a second.' })
  readonly eventsPerSecond!: number;
}
