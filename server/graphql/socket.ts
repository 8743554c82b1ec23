import type { WebSocket } from '@fastify/websocket';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { GraphQLError, type GraphQLFormattedError } from 'graphql';
import { makeHandler } from 'graphql-ws/use/@fastify/websocket';
import { gatherFrames } from './gather-frames.ts';
import { refused } from './refused.ts';
import {
  readSubscription,
  runSubscription,
  type SubscriptionOptions,
  tellErrors,
} from './subscription-request.ts';

export type SocketHandler = (
  this: FastifyInstance,
  socket: WebSocket,
  request: FastifyRequest,
) => void;

/** How many subscriptions one connection may hold. */
export const SUBSCRIPTIONS_PER_CONNECTION = 20;
const CONNECTION_INIT_MS = 5_000;

/** Subscriptions over the `graphql-transport-ws` protocol. */
export function createSocketHandler(options: SubscriptionOptions): SocketHandler {
  const handle = makeHandler<Record<string, unknown> | undefined>({
    connectionInitWaitTimeout: CONNECTION_INIT_MS,
    onConnect: ({ connectionParams, extra }) => {
      const { authorization, Authorization } = connectionParams ?? {};
      const header = extra.request.headers.authorization;
      return [header, authorization, Authorization].some(options.isAllowed);
    },
    onSubscribe: ({ subscriptions }, _id, payload) => {
      if (Object.keys(subscriptions).length > SUBSCRIPTIONS_PER_CONNECTION) {
        return [
          refused(`One connection holds at most ${SUBSCRIPTIONS_PER_CONNECTION} subscriptions.`),
        ];
      }
      return readSubscription(options, payload);
    },
    subscribe: (args) => runSubscription(options, args),
    onNext: ({ extra }, _id, _payload, _args, result) =>
      result.errors && {
        ...result,
        errors: tellErrors(options, result.errors, extra.request.id),
      },
    onError: ({ extra }, _id, _payload, errors) =>
      // Of a connection that broke nobody is told, and it is no fault of the server.
      extra.socket.readyState === extra.socket.OPEN
        ? tellErrors(options, errors.map(asError), extra.request.id)
        : undefined,
  }) as SocketHandler;
  return function (socket, request) {
    gatherFrames(socket, request.raw.socket);
    handle.call(this, socket, request);
  };
}

const asError = (error: GraphQLError | GraphQLFormattedError): GraphQLError =>
  error instanceof GraphQLError ? error : new GraphQLError(error.message, error);
