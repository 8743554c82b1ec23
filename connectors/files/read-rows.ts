import { pipeline, Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import type { FileStreamConfig } from './config.ts';
import { readCsv } from './csv.ts';
import { fileProblem } from './file-problem.ts';
import type { FoundFile } from './find-files.ts';
import { readJsonLines } from './jsonl.ts';
import { readParquet } from './parquet.ts';
import type { Row } from './row.ts';

/** Told how many bytes of a file are read. */
export type OnBytes = (bytes: number) => void;

/**
 * Reads the rows of a file after the first `skip`; of a text file that is being written only the
 * first `size` bytes, so that what was read is what its state says.
 * @throws {ConnectorFatalError} where the file breaks off (a truncated gzip, a damaged Parquet file)
 * @throws {ConnectorConfigError} where a person has to mend its header or its rights
 */
export async function* readRows(
  found: FoundFile,
  stream: FileStreamConfig,
  skip: number,
  onBytes: OnBytes,
  size = Number.POSITIVE_INFINITY,
): AsyncGenerator<Row> {
  if (size === 0) return;
  try {
    for await (const row of rowsOf(found, stream, skip, onBytes, size)) {
      if (row.row > skip) yield row;
    }
  } catch (cause) {
    throw fileProblem(found.name, cause);
  }
}

function rowsOf(
  found: FoundFile,
  stream: FileStreamConfig,
  skip: number,
  onBytes: OnBytes,
  size: number,
): AsyncGenerator<Row> {
  if (found.format === 'parquet') return readParquet(found.content, skip);
  const chunks = chunksOf(found, onBytes, size);
  return found.format === 'csv'
    ? readCsv(chunks, { delimiter: delimiterOf(found, stream), maxRowBytes: stream.maxRowBytes })
    : readJsonLines(chunks, stream.maxRowBytes);
}

function delimiterOf(found: FoundFile, stream: FileStreamConfig): string {
  const isTabbed = /\.tsv(\.gz)?$/i.test(found.name) && stream.delimiter === ',';
  return isTabbed ? '\t' : stream.delimiter;
}

function chunksOf(found: FoundFile, onBytes: OnBytes, size: number): AsyncIterable<Buffer> {
  const length = found.isGzip ? Number.POSITIVE_INFINITY : size;
  const chunks = counted(found.content.bytes(length), onBytes);
  if (!found.isGzip) return chunks;
  // Unlike pipe(), this closes the file as well when the reader stops early.
  return pipeline(Readable.from(chunks, { objectMode: false }), createGunzip(), () => undefined);
}

async function* counted(chunks: AsyncIterable<Buffer>, onBytes: OnBytes): AsyncGenerator<Buffer> {
  let bytes = 0;
  for await (const chunk of chunks) {
    bytes += chunk.length;
    onBytes(bytes);
    yield chunk;
  }
}
