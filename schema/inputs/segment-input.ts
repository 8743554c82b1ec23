import { Field, ID, InputType } from 'type-graphql';
import { JsonScalar } from '../scalars/json.ts';

@InputType('SegmentInput', { description: 'A new rule segment.' })
export class SegmentInput {
  @Field(() => ID, {
    nullable: true,
    description: 'Lower-case words joined by hyphens; made from the name if nothing is said.',
  })
  readonly id?: string | null;

  @Field(() => String, { description: 'For people to read.' })
  readonly name!: string;

  @Field(() => String, { nullable: true, description: 'What it is for.' })
  readonly description?: string | null;

  @Field(() => JsonScalar, {
    nullable: true,
    description: 'The rule as a tree. Give either this or `ruleText`.',
  })
  readonly rule?: unknown;

  @Field(() => String, {
    nullable: true,
    description: 'The rule as text, for example `count browsing.view within 7d >= 3`.',
  })
  readonly ruleText?: string | null;
}
