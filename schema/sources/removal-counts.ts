import { Field, ObjectType } from 'type-graphql';
import { SafeInteger } from '../scalars/safe-integer.ts';

@ObjectType('RemovalCounts', {
  simpleResolvers: true,
  description: 'How much of each place came from a source.',
})
export class RemovalCounts {
  @Field(() => SafeInteger, { description: 'Rows of events, all versions of a record included.' })
  readonly events!: number;

  @Field(() => SafeInteger, { description: 'Items whose newest description is its.' })
  readonly items!: number;

  @Field(() => SafeInteger, { description: 'Values of traits.' })
  readonly traits!: number;

  @Field(() => SafeInteger, { description: 'External ids that no other source gave.' })
  readonly identities!: number;

  @Field(() => SafeInteger, { description: 'Users of whom nothing is left without it.' })
  readonly users!: number;

  @Field(() => SafeInteger, { description: 'Grants; a refusal stays, whoever passed it on.' })
  readonly consents!: number;

  @Field(() => SafeInteger, { description: 'Dead letters.' })
  readonly deadLetters!: number;

  @Field(() => SafeInteger, { description: 'States of streams.' })
  readonly states!: number;

  @Field(() => SafeInteger, {
    description: 'Profiles that are computed anew, or go with their users.',
  })
  readonly profiles!: number;
}
