import { Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import { Explanation, Freshness, Segment, User } from '../../schema/index.ts';
import type { RequestContext } from '../context.ts';
import { loadSegment } from '../segments/load-segment.ts';
import { freshnessOf } from '../users/freshness.ts';
import { userOf } from '../users/views.ts';

@Resolver(() => Explanation)
export class ExplanationResolver {
  @FieldResolver(() => User, { description: 'Who.' })
  user(@Root() { userId }: Explanation): User {
    return userOf(userId);
  }

  @FieldResolver(() => Segment, { description: 'Which segment.' })
  segment(
    @Root() { segmentId }: Explanation,
    @Ctx() { loaders }: RequestContext,
  ): Promise<Segment> {
    return loadSegment(segmentId, loaders);
  }

  @FieldResolver(() => Freshness, { description: 'How current the data behind it is.' })
  freshness(@Root() { userId }: Explanation, @Ctx() context: RequestContext): Freshness {
    return freshnessOf(userId, context);
  }
}
