import { randomUUID } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import websocket from '@fastify/websocket';
import Fastify, { type FastifyBaseLogger, type FastifyInstance, LogController } from 'fastify';
import { handleProtocols } from 'graphql-ws';
import {
  boundContext,
  buildSchema,
  LiveFeeds,
  type LiveSettings,
  type Services,
} from '../resolvers/index.ts';
import { bearerCheck } from './auth/bearer.ts';
import { handleHttpErrors } from './errors/http-errors.ts';
import { createApollo } from './graphql/apollo.ts';
import { routeEventStream } from './graphql/event-stream.ts';
import { routeGraphql } from './graphql/http-route.ts';
import { createSocketHandler } from './graphql/socket.ts';
import { ValidDocuments } from './graphql/valid-documents.ts';
import { DEFAULT_LIMITS, type Limits } from './limits/check-limits.ts';
import { adaptationGauges, Metrics } from './metrics.ts';
import { routePages } from './pages/route-pages.ts';
import type { PushSources } from './receive/push-sources.ts';
import { routePush } from './receive/route-push.ts';
import { routeOperations } from './routes/operations.ts';

const BODY_LIMIT = 1_000_000;
const SOCKET_MESSAGE_LIMIT = 100_000;
const REQUEST_TIMEOUT_MS = 60_000;

/** What a server serves. */
export interface ServedApplication {
  readonly services: Services;
  /** Whether requests can be answered, for example because the store can be reached. */
  readonly ready: () => Promise<boolean>;
}

export interface ServerOptions {
  readonly application: ServedApplication;
  /** What clients must send as `Authorization: Bearer <token>`. */
  readonly token: string;
  /** 127.0.0.1 if nothing is said: reachable from this machine only. */
  readonly host?: string;
  /** 0 picks a free one. */
  readonly port?: number;
  readonly limits?: Partial<Limits>;
  /** How far subscribers may fall behind. */
  readonly live?: LiveSettings;
  /** The sources that events are sent to; none if nothing is said. */
  readonly push?: PushSources;
  /** Told of faults of the server itself, with the id that the caller was given. */
  readonly onError?: (error: unknown, requestId: string) => void;
  readonly logger?: FastifyBaseLogger;
}

/** A server that is ready to listen. */
export interface Server {
  /** For requests in process (`inject`). */
  readonly app: FastifyInstance;
  /** Starts to listen. @returns the address, for example `http://127.0.0.1:4000` */
  listen(): Promise<string>;
  /** Answers what runs, ends subscriptions, takes no more. */
  close(): Promise<void>;
}

/** Puts HTTP, GraphQL, subscriptions and pages on top of an application's services. */
export async function createServer(options: ServerOptions): Promise<Server> {
  const { services, ready } = options.application;
  const onError = options.onError ?? ((error: unknown) => services.onBackgroundError(error));
  const schema = buildSchema();
  const limits = { ...DEFAULT_LIMITS, ...options.limits };
  const metrics = new Metrics();
  const feeds = new LiveFeeds(services.store, services.onBackgroundError, options.live);
  const isAllowed = bearerCheck(options.token);
  const context = () => boundContext(services, feeds);

  const app: FastifyInstance = Fastify({
    bodyLimit: BODY_LIMIT,
    requestTimeout: REQUEST_TIMEOUT_MS,
    forceCloseConnections: 'idle',
    genReqId: () => randomUUID(),
    // Addresses of queries by GET carry variables, which may be personal.
    logController: new LogController({ disableRequestLogging: true }),
    ...(options.logger && { loggerInstance: options.logger }),
  });
  handleHttpErrors(app, BODY_LIMIT, onError);
  app.addHook('onRequest', async (request, reply) => {
    reply.header('x-request-id', request.id);
    reply.header('x-content-type-options', 'nosniff');
  });
  app.addHook('onResponse', async (_request, reply) => metrics.answer(reply.statusCode));
  await app.register(websocket, {
    options: { maxPayload: SOCKET_MESSAGE_LIMIT, handleProtocols },
  });

  const apollo = createApollo({ schema, limits, metrics, onError });
  await apollo.start();
  const documents = new ValidDocuments(schema);
  const subscriptions = { schema, documents, limits, isAllowed, context, onError };
  routeGraphql(app, apollo, { isAllowed, context, socket: createSocketHandler(subscriptions) });
  routeEventStream(app, subscriptions);
  const gauges = () => ({
    ...adaptationGauges(services.adaptation.latest, services.adaptation.watched),
    ...services.refresh.gauges,
    portrait_subscriptions: feeds.followers,
    portrait_sql_statements: services.store.statementCount(),
    process_resident_memory_bytes: process.memoryUsage.rss(),
    process_uptime_seconds: process.uptime(),
  });
  routeOperations(app, { ready, metrics, gauges, onError });
  if (options.push) routePush(app, { sources: options.push, clock: services.clock, onError });
  routePages(app);
  await app.ready();

  return {
    app,
    listen: async () => {
      const host = options.host ?? '127.0.0.1';
      await app.listen({ host, port: options.port ?? 0 });
      const { port } = app.server.address() as AddressInfo;
      return `http://${host.includes(':') ? `[${host}]` : host}:${port}`;
    },
    close: async () => {
      feeds.close();
      await app.close();
      await apollo.stop();
    },
  };
}
