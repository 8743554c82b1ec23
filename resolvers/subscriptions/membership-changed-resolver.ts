import { Arg, ID, Resolver, type ResolverData, Root, Subscription } from 'type-graphql';
import { MembershipChange, SafeInteger } from '../../schema/index.ts';
import type { Store } from '../../store/index.ts';
import type { RequestContext } from '../context.ts';
import { clientError } from '../errors.ts';
import { AFTER_SEQUENCE, followedUsers, placeAfter, USER_IDS } from './follow-arguments.ts';

const MOST_SEGMENTS = 1_000;

interface FollowArguments {
  readonly segmentIds?: readonly string[] | null;
  readonly userIds?: readonly string[] | null;
  readonly afterSequence?: number | null;
}

@Resolver(() => MembershipChange)
export class MembershipChangedResolver {
  @Subscription(() => MembershipChange, {
    subscribe: ({ args, context }: Pick<ResolverData, 'args' | 'context'>) =>
      follow(args as FollowArguments, context as RequestContext),
    description:
      'Who enters and leaves segments. After a break, give the last sequence seen as `afterSequence`: nothing is missed and nothing comes twice.',
  })
  segmentMembershipChanged(
    @Root() change: MembershipChange,
    @Arg('segmentIds', () => [ID], {
      nullable: true,
      description: `Only of these segments, at most ${MOST_SEGMENTS}; all if nothing is said.`,
    })
    _segmentIds: string[] | null,
    @Arg('userIds', () => [ID], { nullable: true, description: USER_IDS })
    _userIds: string[] | null,
    @Arg('afterSequence', () => SafeInteger, { nullable: true, description: AFTER_SEQUENCE })
    _afterSequence: number | null,
  ): MembershipChange {
    return change;
  }
}

async function follow(
  { segmentIds, userIds, afterSequence }: FollowArguments,
  { services: { store }, feeds }: RequestContext,
): Promise<AsyncIterableIterator<MembershipChange>> {
  const segments = await followedSegments(segmentIds, store);
  return feeds.memberships.follow({
    after: await placeAfter(store.memberships.feed, afterSequence),
    userIds: await followedUsers(userIds, store),
    ...(segments && { wanted: ({ segmentId }) => segments.has(segmentId) }),
  });
}

async function followedSegments(
  segmentIds: readonly string[] | null | undefined,
  store: Store,
): Promise<ReadonlySet<string> | null> {
  if (segmentIds == null) return null;
  if (segmentIds.length === 0 || segmentIds.length > MOST_SEGMENTS) {
    throw clientError(
      'BAD_USER_INPUT',
      `segmentIds takes 1 to ${MOST_SEGMENTS} segments. Leave it out to follow all.`,
    );
  }
  const known = await store.segments.byIds([...segmentIds]);
  const missing = segmentIds.find((id) => !known.has(id));
  if (missing !== undefined) {
    throw clientError(
      'UNKNOWN_SEGMENT',
      `There is no segment "${missing}". List them with the query: { segments { nodes { id } } }`,
    );
  }
  return new Set(segmentIds);
}
