import { GraphQLError } from 'graphql';

/** What a client is told of a request that is not one. */
export function refused(message: string): GraphQLError {
  return new GraphQLError(message, { extensions: { code: 'BAD_REQUEST' } });
}
