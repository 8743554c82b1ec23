import {
  createSourceEventStream,
  type ExecutionArgs,
  type ExecutionResult,
  execute,
  GraphQLError,
  type GraphQLFormattedError,
  type GraphQLSchema,
  getOperationAST,
} from 'graphql';
import type { RequestContext } from '../../resolvers/index.ts';
import { isInternal, maskError } from '../errors/mask-error.ts';
import { checkLimits, type Limits } from '../limits/check-limits.ts';
import { endable } from './endable.ts';
import { refused } from './refused.ts';
import type { ValidDocuments } from './valid-documents.ts';

/** What subscriptions stand on, whichever way they travel. */
export interface SubscriptionOptions {
  readonly schema: GraphQLSchema;
  readonly documents: ValidDocuments;
  readonly limits: Limits;
  readonly isAllowed: (authorization: unknown) => boolean;
  readonly context: () => Promise<RequestContext>;
  /** Told of faults of the server itself, with the id that the caller was given. */
  readonly onError: (error: unknown, requestId: string) => void;
}

/** What a client asks for. */
export interface SubscriptionRequest {
  readonly query?: unknown;
  readonly operationName?: string | null | undefined;
  readonly variables?: Record<string, unknown> | null | undefined;
}

/**
 * What is to be run for a request, or why it cannot be. It is kept as long as the subscription runs, so it
 * holds no context.
 */
export function readSubscription(
  { schema, documents, limits }: SubscriptionOptions,
  { query, operationName, variables }: SubscriptionRequest,
): ExecutionArgs | readonly GraphQLError[] {
  if (typeof query !== 'string') return [refused('Send the subscription as text in "query".')];
  const document = documents.read(query);
  if (!('kind' in document)) return document;
  const operation = getOperationAST(document, operationName);
  if (operation?.operation !== 'subscription') {
    return [
      refused('Only subscriptions run here; send queries and mutations by POST to /graphql.'),
    ];
  }
  const variableValues = variables ?? {};
  const problem = checkLimits(limits, schema, document, operation, variableValues);
  if (problem) return [problem];
  return { schema, document, operationName, variableValues };
}

/**
 * Runs a subscription. Every event is answered with a context of its own: the loaders of an earlier
 * event hold earlier rows.
 */
export async function runSubscription(
  { context }: SubscriptionOptions,
  args: ExecutionArgs,
): Promise<AsyncGenerator<ExecutionResult, undefined> | ExecutionResult> {
  const source = await createSourceEventStream({ ...args, contextValue: await context() });
  if (!(Symbol.asyncIterator in source)) return source;
  const events = source[Symbol.asyncIterator]();
  return endable(
    async () => {
      const { done, value: rootValue } = await events.next();
      if (done) return { done, value: undefined };
      return { value: await execute({ ...args, rootValue, contextValue: await context() }) };
    },
    async () => events.return?.(),
  );
}

/** Errors as the client is told them; the server's own faults are told to whoever runs it. */
export function tellErrors(
  { onError }: SubscriptionOptions,
  errors: readonly GraphQLError[],
  requestId: string,
): GraphQLFormattedError[] {
  return errors.map((error) => {
    if (isInternal(error)) onError(error.originalError ?? error, requestId);
    return maskError(error.toJSON(), error, requestId);
  });
}
