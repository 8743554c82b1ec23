import { createHash } from 'node:crypto';

/** The sha256 of all parts, names and lengths included, in the order of their names. */
export function modelId(parts: ReadonlyMap<string, Uint8Array>): string {
  const hash = createHash('sha256');
  for (const name of [...parts.keys()].sort()) {
    const bytes = parts.get(name) as Uint8Array;
    hash.update(`${name}\0${bytes.byteLength}\0`).update(bytes);
  }
  return hash.digest('hex');
}
