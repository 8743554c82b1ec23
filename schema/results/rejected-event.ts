import { Field, Int, ObjectType } from 'type-graphql';

@ObjectType('RejectedEvent', {
  simpleResolvers: true,
  description: 'An event that was turned away.',
})
export class RejectedEvent {
  @Field(() => Int, { description: 'Its place in the list that was sent, from 0.' })
  readonly index!: number;

  @Field(() => String, { description: 'A code to branch on.' })
  readonly reason!: string;

  @Field(() => String, { description: 'What is wrong and what to do.' })
  readonly message!: string;
}
