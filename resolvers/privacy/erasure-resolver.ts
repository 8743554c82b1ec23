import { Arg, Ctx, ID, Mutation, Query, Resolver } from 'type-graphql';
import { EraseUserResult, Erasure, ExternalIdInput } from '../../schema/index.ts';
import type { RequestContext } from '../context.ts';
import { whomOf } from './whom.ts';

const USER_ID = { nullable: true, description: 'A user id, also one that was merged.' };
const EXTERNAL_ID = { nullable: true, description: 'What a source calls the user.' };
/** Every table of users is looked through, and every model. */
const ERASE_COST = 500;

@Resolver()
export class ErasureResolver {
  @Mutation(() => EraseUserResult, {
    description:
      'Erases a user: all that is kept of the person, in every place. It cannot be taken back; asked for again, it gives the receipt of then.',
    complexity: ERASE_COST,
  })
  async eraseUser(
    @Arg('id', () => ID, USER_ID) id: string | null,
    @Arg('externalId', () => ExternalIdInput, EXTERNAL_ID) externalId: ExternalIdInput | null,
    @Arg('dryRun', () => Boolean, {
      defaultValue: false,
      description: 'Say how much that is, and change nothing.',
    })
    dryRun: boolean,
    @Ctx() { services }: RequestContext,
  ): Promise<typeof EraseUserResult> {
    const erasure = await services.erasures.erase(whomOf(id, externalId), { dryRun });
    if (erasure === null) {
      const message = 'There is no user of that id. Look one up with user(externalId) or users.';
      return { __typename: 'UnknownUser', message };
    }
    return { __typename: 'UserErased', erasure, token: await services.store.changes.token() };
  }

  @Query(() => Erasure, {
    nullable: true,
    description:
      'The receipt of somebody who was erased, by an id that the person had; null for anybody else.',
  })
  erasure(
    @Arg('id', () => ID, USER_ID) id: string | null,
    @Arg('externalId', () => ExternalIdInput, EXTERNAL_ID) externalId: ExternalIdInput | null,
    @Ctx() { services }: RequestContext,
  ): Promise<Erasure | null> {
    return services.erasures.find(whomOf(id, externalId));
  }
}
