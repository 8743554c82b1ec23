import type { FastifyInstance, FastifyRequest } from 'fastify';
import { PushRefusal } from '../../connectors/index.ts';
import { answerTo } from './answer.ts';
import { pushErrors } from './push-errors.ts';
import type { PushRoutesOptions } from './push-sources.ts';
import { rawBody, takeRawBodies } from './raw-body.ts';

/** The largest body of any source that has an address of its own; its settings may allow less. */
const BODY_LIMIT = 16 * 1024 * 1024;

interface Address {
  readonly Params: { readonly sourceId: string; readonly stream?: string };
}

/** `/sources/<id>` and `/sources/<id>/<stream>` of every source that is sent to. Every 200 is durable. */
export function routeSources(app: FastifyInstance, options: PushRoutesOptions): void {
  const { sources, clock, onError } = options;
  void app.register(async (scope) => {
    takeRawBodies(scope);
    scope.setErrorHandler(pushErrors(onError));
    const take = async (request: FastifyRequest<Address>) => {
      const receivedAt = clock();
      const { sourceId, stream = null } = request.params;
      const source = sources.byId(sourceId);
      if (source === null) throw new PushRefusal(404, 'No source of that name is sent to.');
      source.receiver.refuseIfFull();
      const body = await rawBody(request, BODY_LIMIT);
      const { headers } = request;
      const messages = source.connector.receive(source.config, {
        stream,
        headers,
        body,
        receivedAt,
      });
      return answerTo(await source.receiver.receive(messages));
    };
    scope.post<Address>('/sources/:sourceId', { bodyLimit: BODY_LIMIT }, take);
    scope.post<Address>('/sources/:sourceId/:stream', { bodyLimit: BODY_LIMIT }, take);
  });
}
