import {
  Arg,
  Ctx,
  FieldResolver,
  ID,
  Resolver,
  type ResolverData,
  Root,
  Subscription,
} from 'type-graphql';
import { Profile, ProfileChange, SafeInteger, User } from '../../schema/index.ts';
import type { RequestContext } from '../context.ts';
import { profileOf, userOf } from '../users/views.ts';
import { AFTER_SEQUENCE, followedUsers, placeAfter, USER_IDS } from './follow-arguments.ts';

interface FollowArguments {
  readonly userIds?: readonly string[] | null;
  readonly afterSequence?: number | null;
}

@Resolver(() => ProfileChange)
export class ProfileChangedResolver {
  @Subscription(() => ProfileChange, {
    subscribe: ({ args, context }: Pick<ResolverData, 'args' | 'context'>) =>
      follow(args as FollowArguments, context as RequestContext),
    description:
      'Every new profile version, and that a user was erased. After a break, give the last sequence seen as `afterSequence`: nothing is missed and nothing comes twice.',
  })
  profileChanged(
    @Root() change: ProfileChange,
    @Arg('userIds', () => [ID], { nullable: true, description: USER_IDS })
    _userIds: string[] | null,
    @Arg('afterSequence', () => SafeInteger, { nullable: true, description: AFTER_SEQUENCE })
    _afterSequence: number | null,
  ): ProfileChange {
    return change;
  }

  @FieldResolver(() => User, { description: 'Whose profile.' })
  user(@Root() change: ProfileChange): User {
    return userOf(change.userId);
  }

  @FieldResolver(() => Profile, {
    nullable: true,
    description:
      'The profile as it is now: this version, or a later one if more was written since.',
  })
  async profile(
    @Root() change: ProfileChange,
    @Ctx() { loaders, services }: RequestContext,
  ): Promise<Profile | null> {
    const row = await loaders.profiles.load(change.userId);
    return row && profileOf(row, services.modalities);
  }

  @FieldResolver(() => Boolean, {
    description: 'Whether there is no profile any more because the user was erased.',
  })
  async erased(
    @Root() { userId }: ProfileChange,
    @Ctx() { loaders, services }: RequestContext,
  ): Promise<boolean> {
    if ((await loaders.profiles.load(userId)) !== null) return false;
    return (await services.store.erasures.find([{ userId }])) !== null;
  }
}

async function follow(
  { userIds, afterSequence }: FollowArguments,
  { services: { store }, feeds }: RequestContext,
): Promise<AsyncIterableIterator<ProfileChange>> {
  return feeds.profiles.follow({
    after: await placeAfter(store.profiles.feed, afterSequence),
    userIds: await followedUsers(userIds, store),
  });
}
