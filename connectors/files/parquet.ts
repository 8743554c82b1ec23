import { parquetMetadataAsync, parquetReadObjects } from 'hyparquet';
import { compressors } from 'hyparquet-compressors';
import type { Json, JsonObject } from '../contract/json.ts';
import type { FileContent } from './file-content.ts';
import type { Row } from './row.ts';

/** Rows decoded at a time, so that a large row group does not fill the memory. */
const ROWS_AT_ONCE = 20_000;

/** Reads a Parquet file from a row on (counted from 0), page by page. */
export async function* readParquet(content: FileContent, firstRow: number): AsyncGenerator<Row> {
  const buffer = await content.buffer();
  const metadata = await parquetMetadataAsync(buffer);
  const rows = Number(metadata.num_rows);
  for (let start = firstRow; start < rows; start += ROWS_AT_ONCE) {
    const end = Math.min(start + ROWS_AT_ONCE, rows);
    const options = { file: buffer, metadata, compressors, rowStart: start, rowEnd: end };
    const page = await parquetReadObjects(options);
    for (const [offset, values] of page.entries()) {
      const row = start + offset + 1;
      yield { kind: 'record', row, line: row, isProvisional: false, data: jsonObject(values) };
    }
  }
}

function jsonObject(values: Record<string, unknown>): JsonObject {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, jsonOf(value)]));
}

/** A decoded value as JSON: integers beyond 2^53 as text, dates as ISO instants, NaN as null. */
function jsonOf(value: unknown): Json {
  if (value === null || value === undefined) return null;
  if (typeof value === 'bigint') {
    return Number.isSafeInteger(Number(value)) ? Number(value) : value.toString();
  }
  if (typeof value === 'number') return Number.isFinite(value) ? value : null;
  if (typeof value === 'string' || typeof value === 'boolean') return value;
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? null : value.toISOString();
  if (value instanceof Uint8Array) return Buffer.from(value).toString('base64');
  if (Array.isArray(value)) return value.map(jsonOf);
  return jsonObject(value as Record<string, unknown>);
}
