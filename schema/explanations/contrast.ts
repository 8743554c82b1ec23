import { Field, ObjectType } from 'type-graphql';
import { Explanation } from './explanation.ts';
import { Factor } from './factor.ts';

@ObjectType('Contrast', {
  simpleResolvers: true,
  description: 'Why a user is in one segment and not in another, or what tells the two apart.',
})
export class Contrast {
  readonly __typename!: 'Contrast';

  @Field(() => String, { description: 'The answer in a sentence on each.' })
  readonly sentence!: string;

  @Field(() => [Explanation], { description: 'The two explanations, in the order asked.' })
  readonly sides!: readonly Explanation[];

  @Field(() => [Factor], {
    description:
      'What speaks for the first rather than for the second, strongest first: factors less factors.',
  })
  readonly factors!: readonly Factor[];
}
