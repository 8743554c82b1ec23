import type { FastifyInstance } from 'fastify';
import type { PushRoutesOptions } from './push-sources.ts';
import { routeSegment } from './segment-routes.ts';
import { routeSources } from './source-routes.ts';

/** The addresses that events are sent to; none where no source takes any. */
export function routePush(app: FastifyInstance, options: PushRoutesOptions): void {
  const { sources } = options;
  if (!sources.isEmpty) routeSources(app, options);
  if (sources.segment.length > 0) routeSegment(app, options);
}
