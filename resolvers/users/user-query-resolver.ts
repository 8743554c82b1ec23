import { Arg, Args, Ctx, ID, Query, Resolver } from 'type-graphql';
import { type Connection, ExternalIdInput, User, UserConnection } from '../../schema/index.ts';
import type { RequestContext } from '../context.ts';
import { clientError } from '../errors.ts';
import { checkPage } from '../paging/check-page.ts';
import { connectionOf } from '../paging/connection.ts';
import { pageCost } from '../paging/page-cost.ts';
import { WaitForArguments, WaitPageArguments } from '../wait-arguments.ts';
import { waitFor } from '../wait-for.ts';
import { userOf } from './views.ts';

@Resolver()
export class UserQueryResolver {
  @Query(() => User, {
    nullable: true,
    description:
      'A user by id or by an external id; null where there is none, or none any more: see `erasure`.',
  })
  async user(
    @Arg('id', () => ID, { nullable: true, description: 'A user id, also one that was merged.' })
    id: string | null,
    @Arg('externalId', () => ExternalIdInput, {
      nullable: true,
      description: 'What a source calls the user.',
    })
    externalId: ExternalIdInput | null,
    @Args(() => WaitForArguments) wait: WaitForArguments,
    @Ctx() { services, loaders }: RequestContext,
  ): Promise<User | null> {
    if ((id == null) === (externalId == null)) {
      throw clientError('BAD_USER_INPUT', 'Give id or externalId, and only one of them.');
    }
    await waitFor(services, wait);
    const found =
      id == null
        ? await services.store.users.find(externalId!)
        : await loaders.canonicalUsers.load(id);
    return found === null ? null : userOf(found);
  }

  @Query(() => UserConnection, { description: 'Everybody, by id.', complexity: pageCost() })
  async users(
    @Args(() => WaitPageArguments) page: WaitPageArguments,
    @Ctx() { services }: RequestContext,
  ): Promise<Connection<User>> {
    const keys = checkPage(page);
    await waitFor(services, page);
    const { users } = services.store;
    return connectionOf(
      await users.page(keys),
      ({ userId }) => userOf(userId),
      () => users.count(),
    );
  }
}
