import { Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import { MembershipChange, Segment, User } from '../../schema/index.ts';
import type { RequestContext } from '../context.ts';
import { userOf } from '../users/views.ts';
import { loadSegment } from './load-segment.ts';

@Resolver(() => MembershipChange)
export class MembershipChangeResolver {
  @FieldResolver(() => User, { description: 'Who.' })
  user(@Root() { userId }: MembershipChange): User {
    return userOf(userId);
  }

  @FieldResolver(() => Segment, { description: 'Which segment.' })
  segment(
    @Root() { segmentId }: MembershipChange,
    @Ctx() { loaders }: RequestContext,
  ): Promise<Segment> {
    return loadSegment(segmentId, loaders);
  }
}
