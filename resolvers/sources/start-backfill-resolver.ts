import { Arg, Args, ArgsType, Ctx, Field, ID, Mutation, Resolver } from 'type-graphql';
import { BackfillError, MappingError, SourceHeldError } from '../../ingest/index.ts';
import { StartBackfillResult } from '../../schema/index.ts';
import type { RequestContext } from '../context.ts';
import { sourceNow, unknownSource } from './known-source.ts';

@ArgsType()
class BackfillArguments {
  @Field(() => String, {
    description: 'The least cursor: a time, a date (its beginning in UTC) or a number.',
  })
  readonly from!: string;

  @Field(() => String, {
    description: 'The greatest cursor, which is included; of a date, the end of that day in UTC.',
  })
  readonly until!: string;

  @Field(() => String, {
    nullable: true,
    description: 'One stream; all of the source if left out.',
  })
  readonly stream!: string | null;
}

@Resolver()
export class StartBackfillResolver {
  @Mutation(() => StartBackfillResult, {
    description:
      'Reads a range of a source once more. Its syncs go on where they were, and what was taken in already counts once. Cut off, the same range goes on where it was.',
    complexity: 100,
  })
  async startBackfill(
    @Arg('sourceId', () => ID, { description: 'As `portrait.yaml` names it.' }) sourceId: string,
    @Args(() => BackfillArguments) { from, until, stream }: BackfillArguments,
    @Arg('wait', () => Boolean, {
      defaultValue: false,
      description: 'Answer only when it has ended; otherwise it goes on in the background.',
    })
    wait: boolean,
    @Ctx() { services }: RequestContext,
  ): Promise<typeof StartBackfillResult> {
    if (!services.sources.declared().some(({ id }) => id === sourceId)) {
      return unknownSource(services);
    }
    try {
      const range = { from, until, stream: stream ?? undefined };
      const { ended } = await services.sources.backfill(sourceId, range);
      if (!wait) ended.catch(services.onBackgroundError);
      const outcome = wait ? await ended : null;
      return {
        __typename: 'SyncStarted',
        source: (await sourceNow(services, sourceId))!,
        counts: outcome && { ...outcome, failure: outcome.failure?.message ?? null },
        token: await services.store.changes.token(),
      };
    } catch (error) {
      if (error instanceof MappingError) {
        return { __typename: 'MappingInvalid', message: error.message };
      }
      const isRefusal = error instanceof BackfillError || error instanceof SourceHeldError;
      if (!isRefusal) throw error;
      return { __typename: 'BackfillRefused', message: error.message };
    }
  }
}
