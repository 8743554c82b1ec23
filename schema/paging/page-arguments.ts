import { ArgsType, Field, Int } from 'type-graphql';

/** The four arguments of every Relay connection. */
@ArgsType()
export class PageArguments {
  @Field(() => Int, {
    nullable: true,
    description:
      'How many rows from the start or after `after`; 20 if nothing is said, at most 200.',
  })
  readonly first?: number | null;

  @Field(() => String, {
    nullable: true,
    description: 'Only rows after this cursor. Cursors are opaque and stay valid.',
  })
  readonly after?: string | null;

  @Field(() => Int, {
    nullable: true,
    description: 'How many rows from the end or before `before`, in the same order; at most 200.',
  })
  readonly last?: number | null;

  @Field(() => String, { nullable: true, description: 'Only rows before this cursor.' })
  readonly before?: string | null;
}
