import { GraphQLError, type GraphQLFormattedError } from 'graphql';
import { ModelFormatError } from '../../fusion/index.ts';
import { StoreValueError } from '../../store/index.ts';

const MASKED =
  'Something went wrong here. Try again; if it stays, give the request id to whoever runs this server.';

/** The error that a resolver threw, where graphql-js wrapped one. */
function cause(error: unknown): unknown {
  return error instanceof GraphQLError && error.originalError ? error.originalError : error;
}

/** Whether an error is the server's own fault, so that its text must not leave it. */
export function isInternal(error: unknown): boolean {
  const thrown = cause(error);
  return !(thrown instanceof GraphQLError || thrown instanceof StoreValueError);
}

/** Messages of graphql-js quote the value that does not fit; it may be a personal one. */
function withoutValues(message: string): string {
  return message
    .replace(/ got invalid value .*?(?=( at "[^"\n]*")?; )/s, ' got a value that does not fit')
    .replace(/ cannot represent ([^:]*): .*$/s, ' cannot represent $1.')
    .replace(/^(Expected value of type [^,]*), found .*?(; .*|\.)?$/s, '$1$2');
}

/**
 * An error as clients see it: theirs with a code and without values, ours without any detail.
 * @param formatted how the GraphQL engine would tell it
 */
export function maskError(
  formatted: GraphQLFormattedError,
  error: unknown,
  requestId?: string,
): GraphQLFormattedError {
  const thrown = cause(error);
  const id = requestId === undefined ? {} : { requestId };
  const place = {
    ...(formatted.locations && { locations: formatted.locations }),
    ...(formatted.path && { path: formatted.path }),
  };
  if (thrown instanceof StoreValueError) {
    return { ...place, message: thrown.message, extensions: { code: 'BAD_USER_INPUT', ...id } };
  }
  // Logged as the server's fault, but whoever asked is told what to do: it holds nobody's data.
  if (thrown instanceof ModelFormatError) {
    return { ...place, message: thrown.message, extensions: { code: 'MODEL_REFUSED', ...id } };
  }
  if (isInternal(error)) {
    return { ...place, message: MASKED, extensions: { code: 'INTERNAL_SERVER_ERROR', ...id } };
  }
  const { stacktrace: _stack, http: _http, ...extensions } = formatted.extensions ?? {};
  return {
    ...place,
    message: withoutValues(formatted.message),
    extensions: { code: 'BAD_USER_INPUT', ...extensions, ...id },
  };
}
