import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';

const PLAIN: Readonly<Record<string, { code: string; message: string }>> = {
  FST_ERR_CTP_INVALID_JSON_BODY: {
    code: 'BAD_REQUEST',
    message: 'The body is not valid JSON. Send {"query": "…", "variables": {…}}.',
  },
  FST_ERR_CTP_EMPTY_JSON_BODY: {
    code: 'BAD_REQUEST',
    message: 'The body is empty. Send {"query": "…", "variables": {…}}.',
  },
  FST_ERR_CTP_INVALID_MEDIA_TYPE: {
    code: 'UNSUPPORTED_MEDIA_TYPE',
    message: 'Send the body as application/json.',
  },
};

/** Answers in the form of a GraphQL error, which is what clients of this server can read. */
export function sendError(
  request: FastifyRequest,
  reply: FastifyReply,
  status: number,
  code: string,
  message: string,
): FastifyReply {
  const accepts = request.headers.accept ?? '';
  const type = accepts.includes('application/graphql-response+json')
    ? 'application/graphql-response+json; charset=utf-8'
    : 'application/json; charset=utf-8';
  const body = { errors: [{ message, extensions: { code, requestId: request.id } }] };
  return reply.code(status).header('content-type', type).send(JSON.stringify(body));
}

/** Errors outside of GraphQL: bad bodies, unknown addresses, our own faults. */
export function handleHttpErrors(
  app: FastifyInstance,
  bodyLimit: number,
  onError: (error: unknown, requestId: string) => void,
): void {
  app.setNotFoundHandler((request, reply) => {
    const message =
      'There is nothing at this address. The API is at /graphql, the explorer at /explorer.';
    return sendError(request, reply, 404, 'NOT_FOUND', message);
  });
  app.setErrorHandler((error: FastifyError, request, reply) => {
    const status = error.statusCode ?? 500;
    if (status === 413) {
      const message = `The body is larger than ${bodyLimit} bytes. Send it in parts.`;
      return sendError(request, reply, 413, 'BODY_TOO_LARGE', message);
    }
    const plain = PLAIN[error.code];
    if (plain) return sendError(request, reply, status, plain.code, plain.message);
    if (status < 500) {
      const message = 'The request could not be read. Send JSON by POST to /graphql.';
      return sendError(request, reply, status, 'BAD_REQUEST', message);
    }
    onError(error, request.id);
    const message =
      'Something went wrong here. Try again; if it stays, give the request id to whoever runs this server.';
    return sendError(request, reply, 500, 'INTERNAL_SERVER_ERROR', message);
  });
}
