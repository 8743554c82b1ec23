import { createReadStream } from 'node:fs';
import { open, stat } from 'node:fs/promises';
import { type AsyncBuffer, asyncBufferFromFile } from 'hyparquet';
import { type Ends, endsOf, type FileState } from './state.ts';

/** The bytes of a file, wherever it lies. */
export interface FileContent {
  /** The file as it is now, with no rows read. */
  inspect(): Promise<FileState>;
  /** Hashes of how the first `size` bytes begin and end; null where files are replaced, never grown. */
  readonly endsAt: ((size: number) => Promise<Ends>) | null;
  /** The first so many bytes, piece by piece. Ending the iteration closes the file. */
  bytes(length: number): AsyncIterable<Buffer>;
  /** Any part of the file, for formats that jump about in it. */
  buffer(): Promise<AsyncBuffer>;
}

/** A file of this machine. */
export function localFile(file: string): FileContent {
  const endsAt = (size: number) => endsOf(size, (start, end) => readPart(file, start, end));
  return {
    async inspect() {
      const { size, mtimeMs } = await stat(file);
      return { size, modifiedMs: mtimeMs, ...(await endsAt(size)), rows: 0, isComplete: false };
    },
    endsAt,
    bytes: (length) => createReadStream(file, { highWaterMark: 256 * 1024, end: length - 1 }),
    buffer: () => asyncBufferFromFile(file),
  };
}

async function readPart(file: string, start: number, end: number): Promise<Buffer> {
  const handle = await open(file, 'r');
  try {
    const buffer = Buffer.alloc(end - start);
    const { bytesRead } = await handle.read(buffer, 0, end - start, start);
    return buffer.subarray(0, bytesRead);
  } finally {
    await handle.close();
  }
}
