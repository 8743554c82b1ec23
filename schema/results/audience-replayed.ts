import { Field, ObjectType } from 'type-graphql';
import { Audience } from '../audiences/audience.ts';

@ObjectType('AudienceReplayed', {
  simpleResolvers: true,
  description: 'The changes are delivered once more, from where it was said.',
})
export class AudienceReplayed {
  readonly __typename!: 'AudienceReplayed';

  @Field(() => Audience, { description: 'How it stands now.' })
  readonly audience!: Audience;
}
