import type { JsonObject } from '../contract/json.ts';

/**
 * The write key that a request shows: as the user name of `Authorization: Basic`, with the colon or
 * without, or as `writeKey` in the body, alone or beside a bearer token. Null where it shows none.
 */
export function shownWriteKey(authorization: unknown, body: JsonObject): string | null {
  const [, encoded] = /^Basic +(\S+) *$/i.exec(String(authorization ?? '')) ?? [];
  if (encoded !== undefined) {
    const [name] = Buffer.from(encoded, 'base64').toString('utf8').split(':', 1);
    if (name) return name;
  }
  return typeof body.writeKey === 'string' && body.writeKey !== '' ? body.writeKey : null;
}
