import { Field, Float, ObjectType } from 'type-graphql';
import { User } from './user.ts';

@ObjectType('SimilarUser', { simpleResolvers: true, description: 'A user whose profile is near.' })
export class SimilarUser {
  @Field(() => User, { description: 'Who.' })
  readonly user!: User;

  @Field(() => Float, { description: 'Cosine distance of the profiles, 0 (same) to 2 (opposite).' })
  readonly distance!: number;
}
