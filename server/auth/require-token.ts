import type { FastifyReply, FastifyRequest } from 'fastify';
import { sendError } from '../errors/http-errors.ts';

/** Refuses who shows no token, before the body is read: nobody else gets to send a megabyte. */
export function requireToken(isAllowed: (authorization: unknown) => boolean) {
  return async (request: FastifyRequest, reply: FastifyReply): Promise<void> => {
    // A browser cannot put headers on a WebSocket; it proves itself in its first message instead.
    if (request.ws || isAllowed(request.headers.authorization)) return;
    reply.header('www-authenticate', 'Bearer realm="portrait"');
    const message =
      'Send the header "Authorization: Bearer <token>"; the server prints its token when it starts.';
    await sendError(request, reply, 401, 'UNAUTHENTICATED', message);
  };
}
