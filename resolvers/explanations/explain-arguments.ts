import { ArgsType, Field, ID } from 'type-graphql';
import { DateTime, SentenceLocale } from '../../schema/index.ts';
import { WaitForArguments } from '../wait-arguments.ts';

/** What every question for an explanation names. */
@ArgsType()
export class ExplainArguments extends WaitForArguments {
  @Field(() => ID, { description: 'A user id, also one that was merged.' })
  readonly userId!: string;

  @Field(() => DateTime, {
    nullable: true,
    description: 'An instant of the past: the answer as it was then. Now if nothing is said.',
  })
  readonly asOf?: number | null;

  @Field(() => SentenceLocale, {
    defaultValue: SentenceLocale.EN,
    description: 'The language of its sentences and labels.',
  })
  readonly locale!: SentenceLocale;
}
