import { Args, Ctx, FieldResolver, Float, Int, Resolver, Root } from 'type-graphql';
import {
  type Connection,
  MeasuredLift,
  type Membership,
  type MembershipChange,
  MembershipChangeConnection,
  MembershipConnection,
  PageArguments,
  Segment,
  SegmentVersion,
  Unmeasured,
} from '../../schema/index.ts';
import type { KeysetPage } from '../../store/index.ts';
import type { RequestContext } from '../context.ts';
import { checkPage } from '../paging/check-page.ts';
import { connectionOf, countPages } from '../paging/connection.ts';
import { pageCost } from '../paging/page-cost.ts';
import { ruleTextOf } from './rule-text-of.ts';
import { scoreOfSegment } from './score-of-segment.ts';

@Resolver(() => Segment)
export class SegmentResolver {
  @FieldResolver(() => Int, { description: 'How many members it has.' })
  size(@Root() { id }: Segment, @Ctx() { loaders }: RequestContext): Promise<number> {
    return loaders.segmentSizes.load(id);
  }

  @FieldResolver(() => String, {
    nullable: true,
    description: 'The rule as text; null for a segment that has none.',
  })
  ruleText(@Root() segment: Segment): string | null {
    return ruleTextOf(segment);
  }

  @FieldResolver(() => Float, {
    nullable: true,
    description: 'The value from which on somebody is in; null for a rule and a learned group.',
  })
  threshold(@Root() segment: Segment): number | null {
    return scoreOfSegment(segment)?.threshold ?? null;
  }

  @FieldResolver(() => MeasuredLift, {
    nullable: true,
    description:
      'How its score and threshold did on what they had not seen; null where that was not measured.',
  })
  measured(@Root() segment: Segment): MeasuredLift | null {
    return scoreOfSegment(segment)?.measured ?? null;
  }

  @FieldResolver(() => Unmeasured, {
    nullable: true,
    description: 'Why its score was not measured; null where it was, and where there is none.',
  })
  unmeasured(@Root() segment: Segment): `${Unmeasured}` | null {
    return scoreOfSegment(segment)?.unmeasured ?? null;
  }

  @FieldResolver(() => [SegmentVersion], {
    description: 'Every definition that it ever had, oldest first.',
    complexity: ({ childComplexity }) => 20 + 5 * childComplexity,
  })
  versions(@Root() { id }: Segment, @Ctx() { services }: RequestContext) {
    return services.store.segments.versions(id);
  }

  @FieldResolver(() => MembershipConnection, {
    description: 'Its members, highest score first, then by user id.',
    complexity: pageCost(20),
  })
  async members(
    @Root() { id }: Segment,
    @Args(() => PageArguments) page: PageArguments,
    @Ctx() { services: { store }, loaders }: RequestContext,
  ): Promise<Connection<Membership>> {
    return connectionOf(
      await store.memberships.members(id, checkPage(page)),
      (row) => row,
      () => loaders.segmentSizes.load(id),
    );
  }

  @FieldResolver(() => MembershipChangeConnection, {
    description: 'Who entered and who left, newest first.',
    complexity: pageCost(20),
  })
  async changes(
    @Root() { id }: Segment,
    @Args(() => PageArguments) page: PageArguments,
    @Ctx() { services: { store } }: RequestContext,
  ): Promise<Connection<MembershipChange>> {
    const read = (keys: KeysetPage) => store.memberships.history(null, id, keys);
    return connectionOf(
      await read(checkPage(page)),
      (row) => row,
      () => countPages(read),
    );
  }
}
