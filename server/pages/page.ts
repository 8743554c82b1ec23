import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import type { FastifyReply, FastifyRequest } from 'fastify';

/** A page that is the same for everybody, so it is packed once and kept by browsers. */
export interface Page {
  readonly plain: Buffer;
  readonly packed: Buffer;
  readonly etag: string;
  readonly policy: string;
}

/** @param policy its Content-Security-Policy */
export function pageOf(html: string, policy: string): Page {
  const plain = Buffer.from(html);
  const etag = `"${createHash('sha256').update(plain).digest('base64url')}"`;
  return { plain, packed: gzipSync(plain), etag, policy };
}

export function sendPage(request: FastifyRequest, reply: FastifyReply, page: Page): FastifyReply {
  reply
    .type('text/html; charset=utf-8')
    .header('content-security-policy', page.policy)
    .header('referrer-policy', 'no-referrer')
    .header('cache-control', 'no-cache')
    .header('vary', 'accept-encoding')
    .header('etag', page.etag);
  if (request.headers['if-none-match'] === page.etag) return reply.code(304).send();
  const packs = /\bgzip\b/.test(String(request.headers['accept-encoding'] ?? ''));
  return packs
    ? reply.header('content-encoding', 'gzip').send(page.packed)
    : reply.send(page.plain);
}

/** Allows exactly these inline parts. */
export function sourceHashes(html: string, tag: 'script' | 'style'): string {
  const parts = html.matchAll(new RegExp(`<${tag}>(.*?)</${tag}>`, 'gs'));
  return [...parts]
    .map(([, part]) => `'sha256-${createHash('sha256').update(part!).digest('base64')}'`)
    .join(' ');
}
