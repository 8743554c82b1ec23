import { Field, ObjectType } from 'type-graphql';

@ObjectType('ExternalId', {
  simpleResolvers: true,
  description: 'A name under which a source knows a user.',
})
export class ExternalId {
  @Field(() => String, { description: 'What sort of id, for example `customer` or `email`.' })
  readonly kind!: string;

  @Field(() => String, { description: 'The id itself.' })
  readonly value!: string;
}
