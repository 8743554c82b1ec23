import { Arg, Args, Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import {
  type Connection,
  DateTime,
  Item,
  ItemShare,
  NearestSegment,
  PageArguments,
  Segment,
  SegmentActivity,
  SegmentComparison,
  type SegmentDifference,
  SegmentDifferenceConnection,
  SegmentFlow,
  SegmentPortrait,
  SegmentTies,
  SentenceLocale,
  ShownMember,
  User,
} from '../../schema/index.ts';
import { loadItem } from '../catalog/item-view.ts';
import type { RequestContext } from '../context.ts';
import { checkPage } from '../paging/check-page.ts';
import { connectionOf } from '../paging/connection.ts';
import { pageCost } from '../paging/page-cost.ts';
import { pageByRank } from '../paging/page-in-memory.ts';
import { userOf } from '../users/views.ts';
import { checkSpan } from './check-span.ts';
import { loadSegment } from './load-segment.ts';

/** Many hundreds of profiles are read and compared, feature by feature. */
const PORTRAIT_COST = 5_000;
/** The events of 400 users are read. */
const BEHAVIOUR_COST = 3_000;

@Resolver(() => SegmentPortrait)
export class SegmentPortraitResolver {
  @FieldResolver(() => SegmentActivity, {
    nullable: true,
    description: 'What members do, where and when; null where too few could be looked at.',
    complexity: ({ childComplexity }) => BEHAVIOUR_COST + childComplexity,
  })
  async activity(@Root() { behaviour }: SegmentPortrait): Promise<SegmentActivity | null> {
    return (await behaviour()).activity;
  }

  @FieldResolver(() => SegmentTies, {
    nullable: true,
    description: 'How members are connected; null where fewer than five of them have any tie.',
    complexity: ({ childComplexity }) => BEHAVIOUR_COST + childComplexity,
  })
  async ties(@Root() { behaviour }: SegmentPortrait): Promise<SegmentTies | null> {
    return (await behaviour()).ties;
  }
}

@Resolver(() => SegmentComparison)
export class SegmentComparisonResolver {
  @FieldResolver(() => SegmentDifferenceConnection, {
    description: 'Every feature that differs by more than chance explains, the greatest first.',
    complexity: pageCost(),
  })
  async differences(
    @Root() { differences }: SegmentComparison,
    @Args(() => PageArguments) page: PageArguments,
  ): Promise<Connection<SegmentDifference>> {
    return connectionOf(
      pageByRank(differences, checkPage(page)),
      (difference) => difference,
      async () => differences.length,
    );
  }
}

@Resolver(() => NearestSegment)
export class NearestSegmentResolver {
  @FieldResolver(() => Segment, { description: 'Which segment.' })
  segment(@Root() { segmentId }: NearestSegment, @Ctx() { loaders }: RequestContext) {
    return loadSegment(segmentId, loaders);
  }
}

@Resolver(() => SegmentFlow)
export class SegmentFlowResolver {
  @FieldResolver(() => Segment, { description: 'The other segment.' })
  segment(@Root() { segmentId }: SegmentFlow, @Ctx() { loaders }: RequestContext) {
    return loadSegment(segmentId, loaders);
  }
}

@Resolver(() => ShownMember)
export class ShownMemberResolver {
  @FieldResolver(() => User, { description: 'Who.' })
  user(@Root() { userId }: ShownMember): User {
    return userOf(userId);
  }
}

@Resolver(() => ItemShare)
export class ItemShareResolver {
  @FieldResolver(() => Item, {
    nullable: true,
    description: 'The item; null where the shop does not know it.',
  })
  item(@Root() { key }: ItemShare, @Ctx() { loaders }: RequestContext): Promise<Item | null> {
    return loadItem(key, loaders);
  }
}

@Resolver(() => Segment)
export class PortraitOfSegmentResolver {
  @FieldResolver(() => SegmentPortrait, {
    description:
      'What it is like: what sets it apart from everybody and from its nearest neighbour, who is typical, what members do, how they are connected, its size over time and its flows.',
    complexity: ({ childComplexity }) => PORTRAIT_COST + childComplexity,
  })
  portrait(
    @Root() { id }: Segment,
    @Arg('from', () => DateTime, {
      nullable: true,
      description: 'Since when size and flows are told; 30 days before the end if nothing is said.',
    })
    from: number | null,
    @Arg('until', () => DateTime, {
      nullable: true,
      description: 'Until when they are told; now if nothing is said.',
    })
    until: number | null,
    @Arg('locale', () => SentenceLocale, {
      defaultValue: SentenceLocale.EN,
      description: 'The language of its name and sentences.',
    })
    locale: SentenceLocale,
    @Ctx() { services, now }: RequestContext,
  ): Promise<SegmentPortrait> {
    const span = from == null ? { until: until ?? now } : checkSpan(from, until, now);
    return services.segments.portrait(id, locale, span);
  }
}
