import type { FastifyInstance } from 'fastify';
import { routeSegment, type SegmentRoutesOptions } from './segment-routes.ts';

/** The addresses that events are sent to; none where no source takes any. */
export function routePush(app: FastifyInstance, options: SegmentRoutesOptions): void {
  if (options.sources.segment.length > 0) routeSegment(app, options);
}
