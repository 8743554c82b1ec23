import { Field, ID, InputType } from 'type-graphql';

@InputType('DeadLetterFilter', {
  description: 'Which dead letters are meant: those that wait and fit everything that is given.',
})
export class DeadLetterFilter {
  @Field(() => String, { nullable: true, description: 'Of one stream of the source.' })
  readonly stream?: string | null;

  @Field(() => String, { nullable: true, description: 'With one reason, as the letters say it.' })
  readonly reason?: string | null;

  @Field(() => [ID], { nullable: true, description: 'These alone.' })
  readonly ids?: readonly string[] | null;
}
