import { Field, Float, ObjectType } from 'type-graphql';

@ObjectType('ShareDifference', {
  simpleResolvers: true,
  description: 'A share of the members beside that of others, each from 0 to 1.',
})
export class ShareDifference {
  @Field(() => Float, { description: 'Of the members.' })
  readonly members!: number;

  @Field(() => Float, { description: 'Of the others.' })
  readonly others!: number;

  @Field(() => Float, {
    description:
      'Lower end of the interval of members less others; all of one list hold together 95 % of the times (Bonferroni).',
  })
  readonly low!: number;

  @Field(() => Float, { description: 'Upper end of that interval.' })
  readonly high!: number;

  @Field(() => Boolean, { description: 'Whether the interval leaves zero out.' })
  readonly apart!: boolean;
}
