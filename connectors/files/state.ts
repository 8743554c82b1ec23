import { createHash } from 'node:crypto';
import { z } from 'zod';
import { ConnectorFatalError } from '../contract/errors.ts';
import type { Json } from '../contract/json.ts';

const SAMPLE_BYTES = 65_536;

const fileState = z.strictObject({
  size: z.number(),
  modifiedMs: z.number(),
  /** Hashes of what it began and ended with: where they change, rows that were read have changed. */
  head: z.string(),
  tail: z.string(),
  rows: z.number(),
  isComplete: z.boolean(),
});

const streamState = z.strictObject({ files: z.record(z.string(), fileState) });

/** How far one file has been read. */
export type FileState = z.infer<typeof fileState>;

/** What a file begins and ends with. */
export type Ends = Pick<FileState, 'head' | 'tail'>;

/** How far each file of a stream has been read, by its path. */
export type FilesState = Record<string, FileState>;

/** @throws {ConnectorFatalError} for a state that another version wrote */
export function parseState(state: Json | null): FilesState {
  if (state === null) return {};
  const parsed = streamState.safeParse(state);
  if (parsed.success) return parsed.data.files;
  throw new ConnectorFatalError(
    'The stored state is not one of the files connector; remove the source and sync it again.',
  );
}

/**
 * How many rows of a file are read already: the known ones of one that is unchanged or has grown at
 * its end, none of one that is new, was rewritten, or cannot grow in place (Parquet, objects). A file is
 * held to have grown where its first and last bytes as far as it was known are what they were.
 * @param endsAt the ends of the first bytes of the file; null where it cannot grow
 */
export async function rowsRead(
  known: FileState | undefined,
  now: FileState,
  endsAt: ((size: number) => Promise<Ends>) | null,
): Promise<{ rows: number; isComplete: boolean }> {
  const unread = { rows: 0, isComplete: false };
  if (known === undefined) return unread;
  const isSame = (other: Ends) => known.head === other.head && known.tail === other.tail;
  if (known.size === now.size) {
    return known.modifiedMs === now.modifiedMs && isSame(now) ? known : unread;
  }
  const hasGrown = endsAt !== null && now.size > known.size && isSame(await endsAt(known.size));
  return hasGrown ? { rows: known.rows, isComplete: false } : unread;
}

/** Hashes of the first and the last bytes of the first `size` of a file. */
export async function endsOf(
  size: number,
  read: (start: number, end: number) => Promise<Buffer>,
): Promise<Ends> {
  const hash = async (start: number, end: number) =>
    createHash('sha256')
      .update(await read(start, end))
      .digest('hex')
      .slice(0, 32);
  const head = await hash(0, Math.min(size, SAMPLE_BYTES));
  return { head, tail: size <= SAMPLE_BYTES ? head : await hash(size - SAMPLE_BYTES, size) };
}
