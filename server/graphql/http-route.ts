import type { ApolloServer } from '@apollo/server';
import { fastifyApolloHandler } from '@as-integrations/fastify';
import type { FastifyInstance } from 'fastify';
import type { RequestContext } from '../../resolvers/index.ts';
import { requireToken } from '../auth/require-token.ts';
import type { HttpContext } from './apollo.ts';
import type { SocketHandler } from './socket.ts';

/** `/graphql`: queries and mutations by POST, queries by GET, subscriptions by WebSocket. */
export function routeGraphql(
  app: FastifyInstance,
  apollo: ApolloServer<HttpContext>,
  options: {
    readonly isAllowed: (authorization: unknown) => boolean;
    readonly context: () => Promise<RequestContext>;
    readonly socket: SocketHandler;
  },
): void {
  const handler = fastifyApolloHandler(apollo, {
    context: async (request) => ({ ...(await options.context()), requestId: request.id }),
  });
  const onRequest = requireToken(options.isAllowed);
  app.route({ method: 'POST', url: '/graphql', onRequest, handler });
  app.route({ method: 'GET', url: '/graphql', onRequest, handler, wsHandler: options.socket });
}
