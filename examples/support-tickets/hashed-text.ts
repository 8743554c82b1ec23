/**
 * Feature hashing of words and pairs of words (Weinberger et al., Feature Hashing for Large Scale
 * Multitask Learning, 2009): each is added to the place that its hash gives, with a sign from another
 * bit of the hash, so that what collides cancels out on average.
 * @param texts what one user wrote
 * @param size how many places there are
 * @returns a vector of length 1, or of zeros where nothing was written
 */
export function hashedText(texts: readonly string[], size: number): Float32Array {
  const vector = new Float32Array(size);
  for (const text of texts) {
    for (const gram of gramsOf(text)) {
      const hash = fnv1a(gram);
      vector[hash % size]! += hash >>> 31 === 1 ? 1 : -1;
    }
  }
  const length = Math.hypot(...vector);
  return length === 0 ? vector : vector.map((value) => value / length);
}

/** Words in lower case, and pairs of neighbours; of scripts without spaces, characters and pairs. */
function gramsOf(text: string): string[] {
  const words = text
    .normalize('NFKC')
    .toLowerCase()
    .match(/\p{Script=Han}|[\p{L}\p{N}]+?(?=\p{Script=Han}|[^\p{L}\p{N}]|$)/gu);
  if (words === null) return [];
  return words.flatMap((word, at) => (at === 0 ? [word] : [word, `${words[at - 1]} ${word}`]));
}

/** FNV-1a, 32 bits, over UTF-16 code units; the last steps spread it to the high bits. */
function fnv1a(text: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  }
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  return (hash ^ (hash >>> 13)) >>> 0;
}
