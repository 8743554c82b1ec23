import { Field, Float, ID, InputType } from 'type-graphql';
import { JsonScalar } from '../scalars/json.ts';
import { ExternalIdInput } from './external-id-input.ts';

@InputType('EventInput', { description: 'One thing that a user did.' })
export class EventInput {
  @Field(() => [ExternalIdInput], {
    description: 'Who did it; several ids in one event say that they are one person.',
  })
  readonly externalIds!: ExternalIdInput[];

  @Field(() => String, { description: 'A registered modality, for example `browsing`.' })
  readonly modality!: string;

  @Field(() => String, { description: 'An event type of that modality, for example `view`.' })
  readonly type!: string;

  @Field(() => String, {
    description:
      'When, as ISO 8601 with an offset from UTC. A text, so that one bad time rejects one event and not the whole list.',
  })
  readonly at!: string;

  @Field(() => ID, { nullable: true, description: 'The item that it is about.' })
  readonly itemId?: string | null;

  @Field(() => Float, {
    nullable: true,
    description: 'Money, seconds or a count, as the type says.',
  })
  readonly value?: number | null;

  @Field(() => JsonScalar, {
    nullable: true,
    description: 'Further facts by name: texts, numbers, truth values.',
  })
  readonly attributes?: unknown;

  @Field(() => [ExternalIdInput], { nullable: true, description: 'The other user of a relation.' })
  readonly otherExternalIds?: ExternalIdInput[] | null;

  @Field(() => String, {
    nullable: true,
    description: 'Names the event for good: sent again, it counts once.',
  })
  readonly messageId?: string | null;
}
