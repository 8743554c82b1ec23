import { GraphQLError } from 'graphql';

/** Codes that a client may branch on, in `extensions.code`. */
export type ClientErrorCode =
  | 'BAD_USER_INPUT'
  | 'WAIT_TIMEOUT'
  | 'UNKNOWN_USER'
  | 'ERASED_USER'
  | 'UNKNOWN_SEGMENT';

/** An error that the caller can mend; its message reaches them as it is. */
export function clientError(code: ClientErrorCode, message: string): GraphQLError {
  return new GraphQLError(message, { extensions: { code } });
}
