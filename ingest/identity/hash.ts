import { hash } from 'node:crypto';

/**
 * SHA-256, in hex, of a list of texts. Each text is preceded by its length in bytes, so that two
 * different lists never make the same input (`['ab', 'c']` and `['a', 'bc']` do without it).
 */
export function hashParts(parts: readonly string[]): string {
  let text = '';
  for (const part of parts) text += `${Buffer.byteLength(part)}:${part}`;
  return hash('sha256', text);
}
