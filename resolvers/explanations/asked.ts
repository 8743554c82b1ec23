import { ExplainError } from '../../explain/index.ts';
import type { ErasedUser, NoProfile, UnknownUser } from '../../schema/index.ts';
import type { RequestContext } from '../context.ts';
import { checkPast, pastError } from '../errors.ts';
import { erasedUser } from '../privacy/erased-user.ts';
import { waitFor } from '../wait-for.ts';
import type { ExplainArguments } from './explain-arguments.ts';

type Options = Parameters<RequestContext['services']['explanations']['open']>[2];

/**
 * Checks what every question for an explanation names, and answers it.
 * @param answer makes the answer for a user who is there
 * @param missing says what else is not there
 */
export async function asked<Answer, Missing>(
  given: ExplainArguments,
  { services, loaders, now }: RequestContext,
  answer: (userId: string, options: Options) => Promise<Answer>,
  missing: (error: ExplainError) => Missing,
): Promise<Answer | ErasedUser | Missing | NoProfile | UnknownUser> {
  const { userId, asOf, locale } = given;
  if (asOf != null) checkPast(asOf, now);
  await waitFor(services, given);
  const user = await loaders.canonicalUsers.load(userId);
  if (user === null) {
    const erased = await erasedUser(services.store, userId);
    if (erased !== null) return erased;
    return {
      __typename: 'UnknownUser',
      message: 'There is no user of that id. Look one up with user(externalId) or users.',
    };
  }
  try {
    // Without a past profile nobody knows what had been read by then; today a rule needs no profile.
    if (asOf != null) await services.explanations.checkProfileAt(user, asOf);
    return await answer(user, { locale, ...(asOf == null ? {} : { asOf }) });
  } catch (error) {
    if (!(error instanceof ExplainError)) throw asOf == null ? error : pastError(error);
    if (error.missing === 'profile') return { __typename: 'NoProfile', message: error.message };
    if (error.missing === 'user') return { __typename: 'UnknownUser', message: error.message };
    return missing(error);
  }
}
