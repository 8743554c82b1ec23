import { Arg, Args, Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import {
  type Connection,
  type Event,
  EventConnection,
  type Membership,
  MembershipConnection,
  PageArguments,
  User,
} from '../../schema/index.ts';
import type { RequestContext } from '../context.ts';
import { checkPage } from '../paging/check-page.ts';
import { connectionOf } from '../paging/connection.ts';
import { pageCost } from '../paging/page-cost.ts';
import { pageInMemory } from '../paging/page-in-memory.ts';

@Resolver(() => User)
export class UserListsResolver {
  @FieldResolver(() => MembershipConnection, {
    description: 'The segments that the user is in, with since, score and proof, by segment id.',
    complexity: pageCost(),
  })
  async segments(
    @Root() { id }: User,
    @Args(() => PageArguments) page: PageArguments,
    @Arg('includeNonMember', () => Boolean, {
      defaultValue: false,
      description: 'Also verdicts that keep the user out.',
    })
    includeNonMember: boolean,
    @Ctx() { loaders }: RequestContext,
  ): Promise<Connection<Membership>> {
    const keys = checkPage(page);
    const rows = (await loaders.memberships.load(id)).filter(
      ({ member }) => member || includeNonMember,
    );
    return connectionOf(
      pageInMemory(rows, ({ segmentId }) => segmentId, keys),
      (row) => row,
      async () => rows.length,
    );
  }

  @FieldResolver(() => EventConnection, {
    description: 'What the user did, newest first.',
    complexity: pageCost(20),
  })
  async timeline(
    @Root() { id }: User,
    @Args(() => PageArguments) page: PageArguments,
    @Ctx() { services: { store }, loaders }: RequestContext,
  ): Promise<Connection<Event>> {
    return connectionOf(
      await store.events.timeline(id, checkPage(page)),
      (row) => row,
      async () => (await loaders.events.load(id)).length,
    );
  }
}
