import { Field, InterfaceType } from 'type-graphql';

/** A typed result that is not what was asked for. */
@InterfaceType('Problem', {
  description: 'Why a request could not be met, as a result that a client can branch on.',
  resolveType: (value: Problem) => value.__typename,
})
export abstract class Problem {
  readonly __typename!: string;

  @Field(() => String, { description: 'What is wrong, where, and what to do.' })
  readonly message!: string;
}
