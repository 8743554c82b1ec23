import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import { PushRefusal } from '../../connectors/index.ts';
import { BusyError } from '../../ingest/index.ts';

/**
 * Answers what went wrong with a request that was sent to a source: whoever sends events reads the
 * status, 400 and 401 as "never send this again", everything else as "send it again later".
 */
export function pushErrors(onError: (error: unknown, requestId: string) => void) {
  return (error: FastifyError, request: FastifyRequest, reply: FastifyReply): FastifyReply => {
    const answer = (status: number, message: string) =>
      reply.code(status).send({ success: false, message });
    if (error instanceof PushRefusal) return answer(error.status, error.message);
    if (error instanceof BusyError) {
      const seconds = Math.max(1, Math.ceil(error.retryAfterMs / 1000));
      reply.header('retry-after', seconds).header('x-ratelimit-reset', seconds);
      return answer(429, error.message);
    }
    if (error.statusCode === 413) return answer(400, 'The body is too large; send it in parts.');
    if (error.statusCode !== undefined && error.statusCode < 500) {
      return answer(400, 'The request could not be read.');
    }
    onError(error, request.id);
    return answer(500, 'Something went wrong here, and nothing was kept. Send it again.');
  };
}
