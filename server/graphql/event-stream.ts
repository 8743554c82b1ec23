import type { ServerResponse } from 'node:http';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { type ExecutionResult, GraphQLError } from 'graphql';
import { createHandler, type Handler, type OperationArgs } from 'graphql-sse';
import { requireToken } from '../auth/require-token.ts';
import { sendError } from '../errors/http-errors.ts';
import { endable } from './endable.ts';
import { MOST_UNSENT } from './gather-frames.ts';
import {
  readSubscription,
  runSubscription,
  type SubscriptionOptions,
  tellErrors,
} from './subscription-request.ts';

const STREAM = 'text/event-stream';
/** How long a client may take nothing at all before its connection is ended. */
const STUCK_MS = 30_000;

/**
 * The way to one client. The protocol's package takes events as fast as they come; here each waits
 * until little is left of those before, so that nothing piles up for a client that does not read. What
 * is written in one go leaves in one go: the response sees to that.
 */
class Outlet {
  #left: Promise<void> = Promise.resolve();
  #leave: () => void = () => undefined;

  constructor(readonly response: ServerResponse) {
    response.once('close', () => this.#leave());
  }

  /** Ends when the way is free. */
  async enter(): Promise<void> {
    await this.#left;
    if (this.response.closed) return;
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#left = promise;
    this.#leave = resolve;
  }

  /** @returns whether it could be written, as far as is known */
  async write(text: string): Promise<boolean> {
    const { response } = this;
    if (response.closed || !response.writable) return false;
    const full = response.writableLength >= MOST_UNSENT;
    const written = new Promise((done) => response.write(text, done));
    const failure = full ? await written : null;
    this.#leave();
    return failure == null;
  }
}

type StreamHandler = Handler<FastifyRequest, Outlet>;
type Context = Record<PropertyKey, unknown>;

/**
 * `/graphql/stream`: subscriptions as server-sent events, one connection each (the protocol of
 * graphql-sse in its "distinct connections" mode).
 */
export function routeEventStream(app: FastifyInstance, options: SubscriptionOptions): void {
  const handle: StreamHandler = createHandler<FastifyRequest, Outlet, Context>({
    authenticate: () => null,
    onSubscribe: async (_request, asked) => {
      const read = readSubscription(options, asked);
      if ('schema' in read) return read as OperationArgs<Context>;
      // Without data the package does not take it for an answer.
      return { data: null, errors: read };
    },
    subscribe: async (args) => {
      const answers = await runSubscription(options, args);
      return Symbol.asyncIterator in answers ? tellEnding(answers) : answers;
    },
    onNext: async (_context, { raw, context }, result) => {
      await context.enter();
      if (!result.errors) return undefined;
      const errors = tellErrors(options, result.errors.map(asError), raw.id);
      return { ...result, errors: errors.map(asError) } as ExecutionResult;
    },
  });
  app.route({
    method: ['GET', 'POST'],
    url: '/graphql/stream',
    onRequest: requireToken(options.isAllowed),
    handler: async (request, reply) => {
      if (request.headers.accept !== STREAM) {
        const message = `Subscriptions stream from here: send the header "Accept: ${STREAM}".`;
        return sendError(request, reply, 406, 'NOT_ACCEPTABLE', message);
      }
      reply.hijack();
      await stream(handle, request, reply, options);
      return reply;
    },
  });
}

async function stream(
  handle: StreamHandler,
  request: FastifyRequest,
  { raw: response }: FastifyReply,
  { onError }: SubscriptionOptions,
): Promise<void> {
  const outlet = new Outlet(response);
  response.setTimeout(STUCK_MS, () => response.destroy());
  try {
    const [body, { status, statusText, headers }] = await handle({
      method: request.method,
      url: request.url,
      headers: { get: (name) => headerOf(request, name) },
      body: request.body as Record<PropertyKey, unknown> | null,
      raw: request,
      context: outlet,
    });
    response.writeHead(status, statusText, { 'x-request-id': request.id, ...headers });
    if (body === null || typeof body === 'string') {
      response.end(body ?? undefined);
      return;
    }
    response.once('close', () => void body.return());
    for await (const text of body) if (!(await outlet.write(text))) break;
    response.end();
  } catch (error) {
    onError(error, request.id);
    response.destroy();
  }
}

/** What ends a subscription is told as its last event: a stream has no other way to say it. */
function tellEnding(
  answers: AsyncGenerator<ExecutionResult, undefined>,
): AsyncGenerator<ExecutionResult, undefined> {
  let ended = false;
  return endable(
    async () => {
      if (ended) return { done: true, value: undefined };
      try {
        return await answers.next();
      } catch (error) {
        ended = true;
        return { value: { errors: [asError(error)] } };
      }
    },
    () => answers.return(undefined),
  );
}

function headerOf({ headers }: FastifyRequest, name: string): string | undefined {
  const value = headers[name];
  return Array.isArray(value) ? value.join('\n') : value;
}

function asError(error: unknown): GraphQLError {
  if (error instanceof GraphQLError) return error;
  if (error instanceof Error) return new GraphQLError(error.message, { originalError: error });
  return new GraphQLError(String((error as { message?: unknown }).message), error as object);
}
