import { Field, Int, ObjectType } from 'type-graphql';
import { DateTime } from '../scalars/date-time.ts';
import { User } from './user.ts';

@ObjectType('Neighbour', {
  simpleResolvers: true,
  description: 'A user with whom this one has a relation, for example a friend.',
})
export class Neighbour {
  @Field(() => User, { description: 'Who.' })
  readonly user!: User;

  @Field(() => DateTime, { description: 'The first event that names them.' })
  readonly since!: number;

  @Field(() => Int, { description: 'How many events name them.' })
  readonly events!: number;
}
