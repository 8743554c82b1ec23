import { GraphQLError } from 'graphql';
import { ModelFormatError } from '../fusion/index.ts';

/** Codes that a client may branch on, in `extensions.code`. */
export type ClientErrorCode =
  | 'BAD_USER_INPUT'
  | 'WAIT_TIMEOUT'
  | 'TRY_LATER'
  | 'UNKNOWN_USER'
  | 'ERASED_USER'
  | 'UNKNOWN_SEGMENT'
  | 'NOT_REPLAYABLE';

/**
 * An error that the caller can mend; its message reaches them as it is.
 * @param more what stands in the extensions beside the code
 */
export function clientError(
  code: ClientErrorCode,
  message: string,
  more: { readonly retryAfterMs?: number } = {},
): GraphQLError {
  return new GraphQLError(message, { extensions: { code, ...more } });
}

/** An error of looking into the past as the caller sees it: what another version stored cannot be replayed. */
export function pastError(error: unknown): unknown {
  if (!(error instanceof ModelFormatError)) return error;
  const message = `What was served then cannot be replayed: ${error.message}`;
  return clientError('NOT_REPLAYABLE', message);
}

/** @throws {GraphQLError} where an instant lies ahead */
export function checkPast(asOf: number, now: number): void {
  if (asOf <= now) return;
  throw clientError('BAD_USER_INPUT', 'asOf lies in the future; give an instant of the past.');
}
