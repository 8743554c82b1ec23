import type { Writable } from 'node:stream';

/** Counts how often a stream hands something to the system from here on, be it one piece or many at once. */
export function countWrites(stream: Writable): { readonly count: number } {
  const writes = { count: 0 };
  for (const name of ['_write', '_writev'] as const) {
    const write = stream[name]?.bind(stream) as ((...given: unknown[]) => void) | undefined;
    stream[name] = (...given: unknown[]) => {
      writes.count += 1;
      write?.(...given);
    };
  }
  return writes;
}
