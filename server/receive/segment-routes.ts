import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import {
  checkBytes,
  type MessageType,
  messagesOf,
  PushRefusal,
  parseObject,
  shownWriteKey,
} from '../../connectors/index.ts';
import { answerTo } from './answer.ts';
import { pushErrors } from './push-errors.ts';
import type { PushRoutesOptions, PushSources, SegmentSource } from './push-sources.ts';
import { rawBody, takeRawBodies } from './raw-body.ts';

/** What stands behind `/v1/`, in full and as the browser client shortens it; null is a batch. */
const ADDRESSES: readonly (readonly [string, MessageType | null])[] = [
  ['identify', 'identify'],
  ['track', 'track'],
  ['page', 'page'],
  ['screen', 'screen'],
  ['group', 'group'],
  ['alias', 'alias'],
  ['batch', null],
  ['i', 'identify'],
  ['t', 'track'],
  ['p', 'page'],
  ['s', 'screen'],
  ['g', 'group'],
  ['a', 'alias'],
  ['b', null],
];
const PREFLIGHT = {
  'access-control-allow-methods': 'GET, POST, OPTIONS',
  'access-control-allow-headers': 'authorization, content-type, content-encoding, x-retry-count',
  'access-control-max-age': '86400',
};

/** The Segment tracking API, for servers, apps and browsers. Every 200 is durable. */
export function routeSegment(app: FastifyInstance, options: PushRoutesOptions): void {
  const { sources, clock, onError } = options;
  const bodyLimit = Math.max(...sources.segment.map(({ config }) => config.limits.batchBytes));
  void app.register(async (scope) => {
    takeRawBodies(scope);
    scope.setErrorHandler(pushErrors(onError));
    scope.addHook('onRequest', async (request, reply) => {
      // Pages of any origin send events; what they may send, the write key says.
      reply.header('access-control-allow-origin', '*');
      reply.header('access-control-expose-headers', 'retry-after, x-ratelimit-reset');
      // Whoever is to come back later costs least before the body is read: in a storm they are most.
      const key = shownWriteKey(request.headers.authorization, {});
      const source = key === null ? null : sources.byWriteKey(key);
      if (request.method === 'POST' && source?.config.enabled) source.receiver.refuseIfFull();
    });
    const take = (type: MessageType | null) => async (request: FastifyRequest) => {
      const receivedAt = clock();
      const bytes = await rawBody(request, bodyLimit);
      const body = parseObject(bytes, bodyLimit);
      const source = openSource(sources, shownWriteKey(request.headers.authorization, body));
      const { limits } = source.config;
      checkBytes(bytes, limits.batchBytes);
      const messages = messagesOf(body, type, limits, receivedAt);
      return answerTo(await source.receiver.receive(messages));
    };
    for (const [address, type] of ADDRESSES) {
      scope.post(`/v1/${address}`, { bodyLimit }, take(type));
      scope.options(`/v1/${address}`, preflight);
    }
    scope.get<{ Params: { writeKey: string } }>(
      '/v1/projects/:writeKey/settings',
      async ({ params: { writeKey }, host }) => {
        openSource(sources, writeKey);
        return { integrations: { 'Segment.io': { apiKey: writeKey, apiHost: `${host}/v1` } } };
      },
    );
    scope.options('/v1/projects/:writeKey/settings', preflight);
  });
}

/** @throws {PushRefusal} 401 for a key that nobody knows, 404 where its source is switched off */
function openSource(sources: PushSources, key: string | null): SegmentSource {
  const source = key === null ? null : sources.byWriteKey(key);
  if (source === null) throw new PushRefusal(401, 'Unknown write key.');
  if (!source.config.enabled) throw new PushRefusal(404, 'This source is switched off.');
  return source;
}

async function preflight(_request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  return reply.code(204).headers(PREFLIGHT).send();
}
