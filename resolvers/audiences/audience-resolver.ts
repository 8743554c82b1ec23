import { Arg, Ctx, ID, Mutation, Query, Resolver } from 'type-graphql';
import { UnknownAudienceError } from '../../audiences/index.ts';
import { Audience, ReplayAudienceResult, SafeInteger } from '../../schema/index.ts';
import { SequenceAheadError, SequenceExpiredError } from '../../store/index.ts';
import type { RequestContext } from '../context.ts';
import { clientError } from '../errors.ts';

@Resolver(() => Audience)
export class AudienceResolver {
  @Query(() => [Audience], {
    description: 'The audiences of portrait.yaml, with how their deliveries stand.',
    complexity: 20,
  })
  audiences(@Ctx() { services }: RequestContext): Promise<Audience[]> {
    return services.audiences.status();
  }

  @Mutation(() => ReplayAudienceResult, {
    description: 'Has the membership changes after a sequence delivered once more.',
    complexity: 50,
  })
  async replayAudience(
    @Arg('id', () => ID, { description: 'Which audience.' }) id: string,
    @Arg('afterSequence', () => SafeInteger, {
      description: 'After which change; 0 from the beginning.',
    })
    afterSequence: number,
    @Ctx() { services: { audiences } }: RequestContext,
  ): Promise<typeof ReplayAudienceResult> {
    if (afterSequence < 0) {
      throw clientError('BAD_USER_INPUT', 'afterSequence must not be negative.');
    }
    try {
      await audiences.replay(id, afterSequence);
    } catch (error) {
      if (error instanceof UnknownAudienceError) {
        return { __typename: 'UnknownAudience', message: error.message };
      }
      if (error instanceof SequenceExpiredError || error instanceof SequenceAheadError) {
        const { message, lastSequence } = error;
        return { __typename: 'SequenceNotKept', message, lastSequence };
      }
      throw error;
    }
    const audience = (await audiences.status()).find((one) => one.id === id)!;
    return { __typename: 'AudienceReplayed', audience };
  }
}
