import { Arg, Args, Ctx, FieldResolver, ID, Query, Resolver, Root } from 'type-graphql';
import {
  type Connection,
  type DeadLetter,
  DeadLetterConnection,
  PageArguments,
  Source,
} from '../../schema/index.ts';
import type { RequestContext } from '../context.ts';
import { checkPage } from '../paging/check-page.ts';
import { connectionOf } from '../paging/connection.ts';
import { pageCost } from '../paging/page-cost.ts';

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
    @Ctx() { services: { store } }: RequestContext,
  ): Promise<Connection<DeadLetter>> {
    return connectionOf(
      await store.deadLetters.page(source.id, checkPage(page)),
      (letter) => letter,
      () => store.deadLetters.count(source.id),
    );
  }
}
