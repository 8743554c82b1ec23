import { Arg, Args, Ctx, FieldResolver, ID, Query, Resolver, Root } from 'type-graphql';
import {
  type Connection,
  type DeadLetter,
  DeadLetterConnection,
  DeadLetterFilter,
  DeadLetterReason,
  PageArguments,
  Source,
  SourceBackfill,
  SourceQuality,
} from '../../schema/index.ts';
import type { RequestContext } from '../context.ts';
import { checkPage } from '../paging/check-page.ts';
import { connectionOf } from '../paging/connection.ts';
import { pageCost } from '../paging/page-cost.ts';
import { letterFilter } from './letter-filter.ts';
import { qualityView } from './quality-view.ts';

@Resolver(() => Source)
export class SourceResolver {
  @Query(() => [Source], { description: 'Every source, how far it was taken in and what failed.' })
  sources(@Ctx() context: RequestContext): Promise<Source[]> {
    return context.loaders.sources();
  }

  @Query(() => Source, { nullable: true, description: 'One source; null where there is none.' })
  async source(
    @Arg('id', () => ID, { description: 'As `portrait.yaml` names it.' }) id: string,
    @Ctx() context: RequestContext,
  ): Promise<Source | null> {
    return (await context.loaders.sources()).find((source) => source.id === id) ?? null;
  }

  @FieldResolver(() => DeadLetterConnection, {
    description: 'Records that could not be taken in and wait for a replay, newest first.',
    complexity: pageCost(20),
  })
  async deadLetters(
    @Root() source: Source,
    @Args(() => PageArguments) page: PageArguments,
    @Arg('filter', () => DeadLetterFilter, { nullable: true, description: 'Which of them.' })
    filter: DeadLetterFilter | null,
    @Ctx() { services: { store } }: RequestContext,
  ): Promise<Connection<DeadLetter>> {
    const chosen = letterFilter(filter);
    return connectionOf(
      await store.deadLetters.page(source.id, checkPage(page), chosen),
      (letter) => letter,
      () => store.deadLetters.count(source.id, chosen),
    );
  }

  @FieldResolver(() => [DeadLetterReason], {
    description: 'How many of them wait for which reason, most first.',
  })
  async deadLetterReasons(
    @Root() source: Source,
    @Ctx() { loaders }: RequestContext,
  ): Promise<DeadLetterReason[]> {
    return (await loaders.letterReasons()).filter(({ sourceId }) => sourceId === source.id);
  }

  @FieldResolver(() => [SourceBackfill], {
    description: 'Ranges that are read once more, or were; the newest first.',
  })
  async backfills(
    @Root() source: Source,
    @Ctx() { loaders }: RequestContext,
  ): Promise<SourceBackfill[]> {
    return (await loaders.backfills()).filter(({ sourceId }) => sourceId === source.id);
  }

  @FieldResolver(() => SourceQuality, {
    description: 'What it gave in the last week, and what a person should look at.',
    complexity: 10,
  })
  async quality(
    @Root() source: Source,
    @Ctx() { loaders }: RequestContext,
  ): Promise<SourceQuality> {
    const found = (await loaders.sourceQuality()).find(({ sourceId }) => sourceId === source.id);
    return qualityView(found);
  }
}
