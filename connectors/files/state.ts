import { createHash } from 'node:crypto';
import { open, stat } from 'node:fs/promises';
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

/** A file as it is now, with no rows read. */
export async function inspect(file: string): Promise<FileState> {
  const { size, mtimeMs } = await stat(file);
  return { size, modifiedMs: mtimeMs, ...(await ends(file, size)), rows: 0, isComplete: false };
}

/**
 * How many rows of a file are read already: the known ones of one that is unchanged or has grown at
 * its end, none of one that is new, was rewritten, or cannot grow in place (Parquet). A file is held
 * to have grown where its first and last bytes as far as it was known are what they were.
 */
export async function rowsRead(
  file: string,
  known: FileState | undefined,
  now: FileState,
  canGrow: boolean,
): Promise<{ rows: number; isComplete: boolean }> {
  const unread = { rows: 0, isComplete: false };
  if (known === undefined) return unread;
  const isSame = (other: Pick<FileState, 'head' | 'tail'>) =>
    known.head === other.head && known.tail === other.tail;
  if (known.size === now.size) {
    return known.modifiedMs === now.modifiedMs && isSame(now) ? known : unread;
  }
  const hasGrown = canGrow && now.size > known.size && isSame(await ends(file, known.size));
  return hasGrown ? { rows: known.rows, isComplete: false } : unread;
}

/** Hashes of the first and the last bytes of the first `size` of a file. */
async function ends(file: string, size: number): Promise<{ head: string; tail: string }> {
  const head = await hashOf(file, 0, Math.min(size, SAMPLE_BYTES));
  if (size <= SAMPLE_BYTES) return { head, tail: head };
  return { head, tail: await hashOf(file, size - SAMPLE_BYTES, size) };
}

async function hashOf(file: string, start: number, end: number): Promise<string> {
  const handle = await open(file, 'r');
  try {
    const buffer = Buffer.alloc(end - start);
    const { bytesRead } = await handle.read(buffer, 0, end - start, start);
    return createHash('sha256').update(buffer.subarray(0, bytesRead)).digest('hex').slice(0, 32);
  } finally {
    await handle.close();
  }
}
