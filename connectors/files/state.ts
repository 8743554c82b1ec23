import { createHash } from 'node:crypto';
import { open, stat } from 'node:fs/promises';
import { z } from 'zod';
import { ConnectorFatalError } from '../contract/errors.ts';
import type { Json } from '../contract/json.ts';

const HEAD_BYTES = 65_536;

const fileState = z.strictObject({
  size: z.number(),
  modifiedMs: z.number(),
  /** What the file began with: if that changes, it is another file under the same name. */
  headBytes: z.number(),
  head: z.string(),
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
  const headBytes = Math.min(size, HEAD_BYTES);
  return {
    size,
    modifiedMs: mtimeMs,
    headBytes,
    head: await hashOfHead(file, headBytes),
    rows: 0,
    isComplete: false,
  };
}

/**
 * How many rows of a file are read already: the known ones of one that is unchanged or has grown at
 * its end, none of one that is new, was rewritten, or cannot grow in place (Parquet).
 */
export async function rowsRead(
  file: string,
  known: FileState | undefined,
  now: FileState,
  canGrow: boolean,
): Promise<{ rows: number; isComplete: boolean }> {
  if (known === undefined) return { rows: 0, isComplete: false };
  const isUnchanged =
    known.size === now.size && known.modifiedMs === now.modifiedMs && known.head === now.head;
  if (isUnchanged) return known;
  const hasGrown =
    canGrow && now.size > known.size && (await hashOfHead(file, known.headBytes)) === known.head;
  return { rows: hasGrown ? known.rows : 0, isComplete: false };
}

/** Whether a text file stops within a line, which may be one that is still being written. */
export async function endsWithinLine(file: string, size: number): Promise<boolean> {
  if (size === 0) return false;
  const handle = await open(file, 'r');
  try {
    const { buffer } = await handle.read(Buffer.alloc(1), 0, 1, size - 1);
    return buffer[0] !== 0x0a;
  } finally {
    await handle.close();
  }
}

async function hashOfHead(file: string, bytes: number): Promise<string> {
  const handle = await open(file, 'r');
  try {
    const buffer = Buffer.alloc(bytes);
    const { bytesRead } = await handle.read(buffer, 0, bytes, 0);
    return createHash('sha256').update(buffer.subarray(0, bytesRead)).digest('hex').slice(0, 32);
  } finally {
    await handle.close();
  }
}
