import type { FastifyInstance } from 'fastify';
import type { Metrics } from '../metrics.ts';

const READY_WITHIN_MS = 2_000;

/** For whoever runs the server: is it alive, can it serve, what has it counted. */
export function routeOperations(
  app: FastifyInstance,
  options: {
    readonly ready: () => Promise<boolean>;
    readonly metrics: Metrics;
    readonly gauges: () => Readonly<Record<string, number>>;
    readonly onError: (error: unknown, requestId: string) => void;
  },
): void {
  app.get('/health', async () => ({ status: 'alive' }));
  app.get('/ready', async (request, reply) => {
    let ready = false;
    try {
      ready = await within(options.ready(), READY_WITHIN_MS);
    } catch (error) {
      options.onError(error, request.id);
    }
    return reply.code(ready ? 200 : 503).send({ ready });
  });
  app.get('/metrics', async (_request, reply) =>
    reply
      .type('text/plain; version=0.0.4; charset=utf-8')
      .send(options.metrics.print(options.gauges())),
  );
}

async function within(answer: Promise<boolean>, milliseconds: number): Promise<boolean> {
  const late = Promise.withResolvers<boolean>();
  const timer = setTimeout(() => late.resolve(false), milliseconds);
  try {
    return await Promise.race([answer, late.promise]);
  } finally {
    clearTimeout(timer);
  }
}
