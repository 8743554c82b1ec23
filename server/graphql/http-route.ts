import type { ApolloServer } from '@apollo/server';
import { fastifyApolloHandler } from '@as-integrations/fastify';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { RequestContext } from '../../resolvers/index.ts';
import { sendError } from '../errors/http-errors.ts';
import type { HttpContext } from './apollo.ts';
import type { SocketHandler } from './socket.ts';

/** `/graphql`: queries and mutations by POST, queries by GET, subscriptions by WebSocket. */
export function routeGraphql(
  app: FastifyInstance,
  apollo: ApolloServer<HttpContext>,
  options: {
    readonly isAllowed: (authorization: unknown) => boolean;
    readonly context: () => RequestContext;
    readonly socket: SocketHandler;
  },
): void {
  const handler = fastifyApolloHandler(apollo, {
    context: async (request) => ({ ...options.context(), requestId: request.id }),
  });
  // Before the body is read: who is not allowed in does not get to send a megabyte.
  const onRequest = async (request: FastifyRequest, reply: FastifyReply): Promise<void> => {
    // A browser cannot put headers on a WebSocket; it proves itself in its first message instead.
    if (request.ws || options.isAllowed(request.headers.authorization)) return;
    reply.header('www-authenticate', 'Bearer realm="portrait"');
    const message =
      'Send the header "Authorization: Bearer <token>"; the server prints its token when it starts.';
    await sendError(request, reply, 401, 'UNAUTHENTICATED', message);
  };
  app.route({ method: 'POST', url: '/graphql', onRequest, handler });
  app.route({ method: 'GET', url: '/graphql', onRequest, handler, wsHandler: options.socket });
}
