import { Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import { Membership, Segment, User } from '../../schema/index.ts';
import type { RequestContext } from '../context.ts';
import { userOf } from '../users/views.ts';
import { loadSegment } from './load-segment.ts';

@Resolver(() => Membership)
export class MembershipResolver {
  @FieldResolver(() => User, { description: 'Who.' })
  user(@Root() { userId }: Membership): User {
    return userOf(userId);
  }

  @FieldResolver(() => Segment, { description: 'Which segment.' })
  segment(@Root() { segmentId }: Membership, @Ctx() { loaders }: RequestContext): Promise<Segment> {
    return loadSegment(segmentId, loaders);
  }
}
