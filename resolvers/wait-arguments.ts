import { ArgsType, Field, Int } from 'type-graphql';
import { PageArguments } from '../schema/index.ts';
import { DEFAULT_WAIT_MS, LONGEST_WAIT_MS, type WaitArguments } from './wait-for.ts';

const TOKEN = 'A token that a write gave: answers only when the profiles contain that write.';
const LIMIT = `How many milliseconds to wait for it at most; ${DEFAULT_WAIT_MS} if nothing is said, up to ${LONGEST_WAIT_MS}.`;

/** With these a query sees an earlier write. */
@ArgsType()
export class WaitForArguments implements WaitArguments {
  @Field(() => String, { nullable: true, description: TOKEN })
  readonly waitFor?: string | null;

  @Field(() => Int, { nullable: true, description: LIMIT })
  readonly waitMs?: number | null;
}

/** The same for a list. */
@ArgsType()
export class WaitPageArguments extends PageArguments implements WaitArguments {
  @Field(() => String, { nullable: true, description: TOKEN })
  readonly waitFor?: string | null;

  @Field(() => Int, { nullable: true, description: LIMIT })
  readonly waitMs?: number | null;
}
