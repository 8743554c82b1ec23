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
import { clientError } from '../errors.ts';
import { profileOf, userOf } from '../users/views.ts';

const MOST_USERS = 1_000;

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
      'Every new profile version. After a break, give the last sequence seen as `afterSequence`: nothing is missed and nothing comes twice.',
  })
  profileChanged(
    @Root() change: ProfileChange,
    @Arg('userIds', () => [ID], {
      nullable: true,
      description: `Only of these users, at most ${MOST_USERS}; everybody if nothing is said.`,
    })
    _userIds: string[] | null,
    @Arg('afterSequence', () => SafeInteger, {
      nullable: true,
      description: 'Where to go on; from now on if nothing is said, 0 from the beginning.',
    })
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
}

async function follow(
  { userIds, afterSequence }: FollowArguments,
  { services: { store }, profileFeed }: RequestContext,
): Promise<AsyncIterableIterator<ProfileChange>> {
  if (afterSequence != null && afterSequence < 0) {
    throw clientError('BAD_USER_INPUT', 'afterSequence must not be negative.');
  }
  const after = afterSequence ?? (await store.profiles.lastSequence());
  return profileFeed.follow(after, userIds == null ? null : await canonical(userIds, store));
}

async function canonical(
  userIds: readonly string[],
  store: RequestContext['services']['store'],
): Promise<ReadonlySet<string>> {
  if (userIds.length === 0 || userIds.length > MOST_USERS) {
    throw clientError(
      'BAD_USER_INPUT',
      `userIds takes 1 to ${MOST_USERS} users. Leave it out to follow everybody.`,
    );
  }
  const known = await store.users.exists(userIds);
  const missing = userIds.findIndex((id) => !known.has(id));
  if (missing >= 0) {
    throw clientError('UNKNOWN_USER', `There is no user of the id given as userIds[${missing}].`);
  }
  return new Set((await store.users.canonical(userIds)).values());
}
