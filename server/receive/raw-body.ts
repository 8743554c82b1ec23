import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { PushRefusal } from '../../connectors/index.ts';

const unzip = promisify(gunzip);

/** Lets the routes of a scope read bodies of any content type as bytes. */
export function takeRawBodies(scope: FastifyInstance): void {
  scope.removeAllContentTypeParsers();
  scope.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) =>
    done(null, body),
  );
}

/**
 * The bytes of a request's body, unpacked where it is gzipped.
 * @throws {PushRefusal} where it is too large, packed in another way, or cut off
 */
export async function rawBody(request: FastifyRequest, maximumBytes: number): Promise<Uint8Array> {
  const body = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
  const encoding = request.headers['content-encoding'] ?? 'identity';
  if (encoding === 'identity') return body;
  if (encoding !== 'gzip') throw new PushRefusal(400, 'Send the body plain or gzipped.');
  try {
    return await unzip(body, { maxOutputLength: maximumBytes });
  } catch (error) {
    const tooLarge =
      error instanceof Error && 'code' in error && error.code === 'ERR_BUFFER_TOO_LARGE';
    throw new PushRefusal(
      400,
      tooLarge
        ? `The body is over ${maximumBytes} bytes; send it in parts.`
        : 'The body is no gzip.',
    );
  }
}
