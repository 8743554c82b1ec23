import { Field, ObjectType } from 'type-graphql';
import { DateTime } from '../scalars/date-time.ts';
import { SafeInteger } from '../scalars/safe-integer.ts';

@ObjectType('AudienceDeadEnd', {
  simpleResolvers: true,
  description: 'A change that a receiver refused for good.',
})
export class AudienceDeadEnd {
  @Field(() => SafeInteger, { description: 'Which change: its place among membership changes.' })
  readonly sequence!: number;

  @Field(() => String, { description: 'What the receiver said.' })
  readonly message!: string;

  @Field(() => DateTime, { description: 'When.' })
  readonly at!: number;
}
