import { Field, InputType } from 'type-graphql';

@InputType('ExternalIdInput', { description: 'A name under which a source knows a user.' })
export class ExternalIdInput {
  @Field(() => String, { description: 'What sort of id, for example `customer` or `email`.' })
  readonly kind!: string;

  @Field(() => String, { description: 'The id itself.' })
  readonly value!: string;
}
