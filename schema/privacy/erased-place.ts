import { Field, ObjectType } from 'type-graphql';
import { SafeInteger } from '../scalars/safe-integer.ts';

@ObjectType('ErasedPlace', {
  simpleResolvers: true,
  description: 'How much of a person was in one place.',
})
export class ErasedPlace {
  @Field(() => String, { description: 'Which place, in words.' })
  readonly place!: string;

  @Field(() => SafeInteger, { description: 'How many rows went, or were changed.' })
  readonly count!: number;
}
