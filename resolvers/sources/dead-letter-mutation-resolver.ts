import { Arg, Ctx, ID, Mutation, Resolver } from 'type-graphql';
import { MappingError } from '../../ingest/index.ts';
import {
  DeadLetterFilter,
  DiscardDeadLettersResult,
  ReplayDeadLettersResult,
} from '../../schema/index.ts';
import type { RequestContext } from '../context.ts';
import { sourceNow, unknownSource } from './known-source.ts';
import { letterFilter } from './letter-filter.ts';

const OF_SOURCE = { description: 'Of which source.' };
const WHICH = { nullable: true, description: 'Which of them; all that wait if left out.' } as const;

@Resolver()
export class DeadLetterMutationResolver {
  @Mutation(() => ReplayDeadLettersResult, {
    description: 'Tries dead letters again with the mappings as they are declared now.',
    complexity: 100,
  })
  async replayDeadLetters(
    @Arg('sourceId', () => ID, OF_SOURCE) sourceId: string,
    @Arg('filter', () => DeadLetterFilter, WHICH) filter: DeadLetterFilter | null,
    @Ctx() { services }: RequestContext,
  ): Promise<typeof ReplayDeadLettersResult> {
    if ((await sourceNow(services, sourceId)) === null) return unknownSource(services);
    try {
      const report = await services.sources.replay({ sourceId, ...letterFilter(filter) });
      const byReason = Object.entries(report.byReason);
      return {
        __typename: 'DeadLettersReplayed',
        ...report,
        byReason: byReason.map(([reason, count]) => ({ reason, count })),
        token: await services.store.changes.token(),
      };
    } catch (error) {
      if (!(error instanceof MappingError)) throw error;
      return { __typename: 'MappingInvalid', message: error.message };
    }
  }

  @Mutation(() => DiscardDeadLettersResult, {
    description: 'Drops dead letters, with what they hold.',
    complexity: 50,
  })
  async discardDeadLetters(
    @Arg('sourceId', () => ID, OF_SOURCE) sourceId: string,
    @Arg('filter', () => DeadLetterFilter, WHICH) filter: DeadLetterFilter | null,
    @Ctx() { services }: RequestContext,
  ): Promise<typeof DiscardDeadLettersResult> {
    if ((await sourceNow(services, sourceId)) === null) return unknownSource(services);
    return {
      __typename: 'DeadLettersDiscarded',
      discarded: await services.sources.discard({ sourceId, ...letterFilter(filter) }),
      token: await services.store.changes.token(),
    };
  }
}
