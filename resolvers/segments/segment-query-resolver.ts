import { Arg, Args, Ctx, ID, Query, Resolver } from 'type-graphql';
import { type Connection, Segment, SegmentConnection, SegmentKind } from '../../schema/index.ts';
import type { KeysetPage } from '../../store/index.ts';
import type { RequestContext } from '../context.ts';
import { checkPage } from '../paging/check-page.ts';
import { connectionOf, countPages } from '../paging/connection.ts';
import { pageCost } from '../paging/page-cost.ts';
import { WaitForArguments, WaitPageArguments } from '../wait-arguments.ts';
import { waitFor } from '../wait-for.ts';
import { segmentOf } from './views.ts';

@Resolver()
export class SegmentQueryResolver {
  @Query(() => Segment, { nullable: true, description: 'One segment; null where there is none.' })
  async segment(
    @Arg('id', () => ID, { description: 'Its id.' }) id: string,
    @Args(() => WaitForArguments) wait: WaitForArguments,
    @Ctx() { services, loaders }: RequestContext,
  ): Promise<Segment | null> {
    await waitFor(services, wait);
    const row = await loaders.segments.load(id);
    return row && segmentOf(row);
  }

  @Query(() => SegmentConnection, { description: 'Segments by id.', complexity: pageCost() })
  async segments(
    @Args(() => WaitPageArguments) page: WaitPageArguments,
    @Arg('kind', () => SegmentKind, { nullable: true, description: 'Only of this kind.' })
    kind: SegmentKind | null,
    @Arg('includeArchived', () => Boolean, {
      defaultValue: false,
      description: 'Also segments that are not kept up any more.',
    })
    includeArchived: boolean,
    @Ctx() { services }: RequestContext,
  ): Promise<Connection<Segment>> {
    const keys = checkPage(page);
    await waitFor(services, page);
    const filter = { includeArchived, ...(kind != null && { kind }) };
    const read = (wanted: KeysetPage) => services.store.segments.page(wanted, filter);
    return connectionOf(await read(keys), segmentOf, () => countPages(read));
  }
}
