import type { Item } from '../data/item.ts';

/** Buckets that words and pieces of words are hashed into. */
const BUCKETS = 2 ** 18;
const PIECE = 4;

/** What an item's record says of it, as tokens by field; tokens are bucket numbers or interned names. */
export interface ContentTokens {
  readonly categories: readonly string[];
  /** Brand, colour and whatever else the source tells, as `name=value`. */
  readonly attributes: readonly string[];
  /** Words of the title and pieces of them, hashed. */
  readonly text: readonly number[];
}

/**
 * Words are hashed (Weinberger et al. 2009, "Feature hashing for large scale multitask learning"), so that
 * there is no vocabulary to keep, and so are their pieces of four letters (Bojanowski et al. 2017), by which
 * `toaster` and `toasters` are alike.
 */
export function contentTokens({ categories, attributes, title }: Item): ContentTokens {
  const words = (title ?? '').toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
  const pieces = words.flatMap((word) => {
    const framed = [...`<${word}>`];
    const count = Math.max(0, framed.length - PIECE + 1);
    return Array.from({ length: count }, (_, at) => framed.slice(at, at + PIECE).join(''));
  });
  return {
    categories: [...new Set(categories)],
    attributes: Object.entries(attributes).flatMap(([name, value]) =>
      typeof value === 'string' || typeof value === 'boolean' ? [`${name}=${value}`] : [],
    ),
    text: [...new Set([...words, ...pieces].map(bucketOf))],
  };
}

/** FNV-1a over the text's code units. */
function bucketOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  }
  return (hash >>> 0) % BUCKETS;
}
