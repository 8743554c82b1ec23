import { Field, Float, ObjectType } from 'type-graphql';

@ObjectType('SegmentTies', {
  simpleResolvers: true,
  description: 'How members are connected with one another, beside chance.',
})
export class SegmentTies {
  @Field(() => String, { description: 'The same in words.' })
  readonly sentence!: string;

  @Field(() => Float, { description: 'Share of the members who have any tie.' })
  readonly connected!: number;

  @Field(() => Float, { description: 'Ties of a member, on average.' })
  readonly perMember!: number;

  @Field(() => Float, { description: "Of the members' ties, the share that goes to members." })
  readonly within!: number;

  @Field(() => Float, {
    description:
      'The same if ties were dealt out by chance and everybody kept as many as they have.',
  })
  readonly chance!: number;

  @Field(() => Float, { description: 'Chance alone stays above this 97.5 % of the times.' })
  readonly low!: number;

  @Field(() => Float, { description: 'Chance alone stays below this 97.5 % of the times.' })
  readonly high!: number;
}
