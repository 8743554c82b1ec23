import type { WebSocket } from '@fastify/websocket';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import {
  type DocumentNode,
  execute,
  GraphQLError,
  type GraphQLFormattedError,
  type GraphQLSchema,
  getOperationAST,
  parse,
  subscribe,
  validate,
} from 'graphql';
import { makeHandler } from 'graphql-ws/use/@fastify/websocket';
import type { RequestContext } from '../../resolvers/index.ts';
import { isInternal, maskError } from '../errors/mask-error.ts';
import { checkLimits, type Limits } from '../limits/check-limits.ts';

export type SocketHandler = (
  this: FastifyInstance,
  socket: WebSocket,
  request: FastifyRequest,
) => void;

/** How many subscriptions one connection may hold. */
export const SUBSCRIPTIONS_PER_CONNECTION = 20;
const MAXIMUM_TOKENS = 5_000;
const CONNECTION_INIT_MS = 5_000;

/** Subscriptions over the `graphql-transport-ws` protocol. */
export function createSocketHandler(options: {
  readonly schema: GraphQLSchema;
  readonly limits: Limits;
  readonly isAllowed: (authorization: unknown) => boolean;
  readonly context: () => RequestContext;
  readonly onError: (error: unknown, requestId: string) => void;
}): SocketHandler {
  const { schema, limits, isAllowed, context } = options;
  const tell = (errors: readonly GraphQLError[], requestId: string): GraphQLFormattedError[] =>
    errors.map((error) => {
      if (isInternal(error)) options.onError(error.originalError ?? error, requestId);
      return maskError(error.toJSON(), error, requestId);
    });
  return makeHandler<Record<string, unknown> | undefined>({
    connectionInitWaitTimeout: CONNECTION_INIT_MS,
    onConnect: ({ connectionParams, extra }) => {
      const { authorization, Authorization } = connectionParams ?? {};
      const header = extra.request.headers.authorization;
      return [header, authorization, Authorization].some(isAllowed);
    },
    onSubscribe: ({ subscriptions }, _id, payload) => {
      if (Object.keys(subscriptions).length > SUBSCRIPTIONS_PER_CONNECTION) {
        return [
          refused(`One connection holds at most ${SUBSCRIPTIONS_PER_CONNECTION} subscriptions.`),
        ];
      }
      let document: DocumentNode;
      try {
        document = parse(payload.query, { maxTokens: MAXIMUM_TOKENS });
      } catch (error) {
        return [error instanceof GraphQLError ? error : refused('The query cannot be read.')];
      }
      const invalid = validate(schema, document);
      if (invalid.length > 0) return invalid;
      const operation = getOperationAST(document, payload.operationName);
      if (operation?.operation !== 'subscription') {
        return [
          refused('Only subscriptions run over a WebSocket; send queries and mutations by POST.'),
        ];
      }
      const variableValues = payload.variables ?? {};
      const problem = checkLimits(limits, schema, document, operation, variableValues);
      if (problem) return [problem];
      return {
        schema,
        document,
        operationName: payload.operationName,
        variableValues,
        contextValue: context(),
      };
    },
    subscribe,
    // Every event is answered by loaders of its own: those of an earlier event hold earlier rows.
    execute: (args) => execute({ ...args, contextValue: context() }),
    onNext: ({ extra }, _id, _payload, _args, result) =>
      result.errors && { ...result, errors: tell(result.errors, extra.request.id) },
    onError: ({ extra }, _id, _payload, errors) => tell(errors.map(asError), extra.request.id),
  }) as SocketHandler;
}

const refused = (message: string) =>
  new GraphQLError(message, { extensions: { code: 'BAD_REQUEST' } });

const asError = (error: GraphQLError | GraphQLFormattedError): GraphQLError =>
  error instanceof GraphQLError ? error : new GraphQLError(error.message, error);
