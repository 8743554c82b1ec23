import { Arg, Args, Ctx, ID, Query, Resolver } from 'type-graphql';
import { ExplainError } from '../../explain/index.ts';
import { DateTime, ExplainResult, SentenceLocale } from '../../schema/index.ts';
import type { RequestContext } from '../context.ts';
import { clientError } from '../errors.ts';
import { WaitForArguments } from '../wait-arguments.ts';
import { waitFor } from '../wait-for.ts';

@Resolver()
export class ExplainResolver {
  @Query(() => ExplainResult, {
    description: 'Why a user is in a segment, or why not, now or at an instant of the past.',
    complexity: ({ childComplexity }) => 500 + childComplexity,
  })
  async explain(
    @Arg('userId', () => ID, { description: 'A user id, also one that was merged.' })
    userId: string,
    @Arg('segmentId', () => ID, { description: 'A segment id.' }) segmentId: string,
    @Arg('asOf', () => DateTime, {
      nullable: true,
      description: 'An instant of the past: the answer as it was then. Now if nothing is said.',
    })
    asOf: number | null,
    @Arg('locale', () => SentenceLocale, {
      defaultValue: SentenceLocale.EN,
      description: 'The language of its sentences and labels.',
    })
    locale: SentenceLocale,
    @Args(() => WaitForArguments) wait: WaitForArguments,
    @Ctx() { services, loaders, now }: RequestContext,
  ): Promise<typeof ExplainResult> {
    if (asOf != null && asOf > now) {
      throw clientError('BAD_USER_INPUT', 'asOf lies in the future; give an instant of the past.');
    }
    await waitFor(services, wait);
    const [user, segment] = await Promise.all([
      loaders.canonicalUsers.load(userId),
      loaders.segments.load(segmentId),
    ]);
    if (user === null) {
      return {
        __typename: 'UnknownUser',
        message: 'There is no user of that id. Look one up with user(externalId) or users.',
      };
    }
    if (segment === null) {
      return {
        __typename: 'UnknownSegment',
        message: 'There is no segment of that id. List the segments to see which there are.',
      };
    }
    // Without a past profile nobody knows what had been read by then; today a rule needs no profile.
    if (asOf != null && (await services.store.profiles.asOf(user, asOf)) === null) {
      const message = 'The user had no profile at that instant. Ask for a later one.';
      return { __typename: 'NoProfile', message };
    }
    try {
      const options = { locale, ...(asOf == null ? {} : { asOf }) };
      const { freshness, ...answer } = await services.explanations.explain(
        user,
        segmentId,
        options,
      );
      const { decidedAt, stale } = freshness;
      return { ...answer, decidedAt, stale, __typename: 'Explanation', userId: user, segmentId };
    } catch (error) {
      if (!(error instanceof ExplainError)) throw error;
      const missing = error.missing === 'user' ? 'UnknownUser' : 'UnknownSegment';
      return { __typename: missing, message: error.message };
    }
  }
}
