import { createHash, timingSafeEqual } from 'node:crypto';

const digest = (text: string) => createHash('sha256').update(text).digest();

/**
 * Checks `Authorization: Bearer <token>`. Digests are compared, in constant time, so that neither the
 * token's length nor its beginning can be measured.
 */
export function bearerCheck(token: string): (authorization: unknown) => boolean {
  const wanted = digest(token);
  return (authorization) => {
    if (typeof authorization !== 'string') return false;
    const [, given] = /^Bearer +(\S+) *$/i.exec(authorization) ?? [];
    return given !== undefined && timingSafeEqual(digest(given), wanted);
  };
}
