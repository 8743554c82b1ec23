import { ConnectorConfigError } from '../contract/errors.ts';
import type { JsonObject } from '../contract/json.ts';
import { linesOf } from '../kit/lines.ts';
import { type CsvRecord, csvRecords } from './csv-records.ts';
import type { Row } from './row.ts';

/**
 * Reads CSV with a header line. An empty field is null: CSV cannot tell the two apart. A row with
 * another number of fields than the header is rejected, with broken quotes as well.
 * @throws {ConnectorConfigError} where the header cannot be read, names a column twice or not at all
 */
export async function* readCsv(
  chunks: AsyncIterable<Buffer>,
  options: { delimiter: string; maxRowBytes: number },
): AsyncGenerator<Row> {
  const { delimiter, maxRowBytes } = options;
  const lines = linesOf(chunks, maxRowBytes);
  let header: readonly string[] | null = null;
  let row = 0;
  for await (const record of csvRecords(lines, delimiter, maxRowBytes)) {
    if (header === null) {
      header = headerOf(record);
      continue;
    }
    row += 1;
    yield rowOf(record, row, header);
  }
}

function rowOf(record: CsvRecord, row: number, header: readonly string[]): Row {
  const { line, raw, isProvisional } = record;
  const place = { row, line, isProvisional };
  if ('reason' in record) return { ...place, kind: 'reject', raw, reason: record.reason };
  const { fields } = record;
  if (fields.length === header.length) {
    return { ...place, kind: 'record', data: objectOf(header, fields) };
  }
  const reason = `The row has ${fields.length} fields, the header ${header.length}.`;
  return { ...place, kind: 'reject', raw, reason };
}

function headerOf(record: CsvRecord): readonly string[] {
  if ('reason' in record) {
    throw new ConnectorConfigError(
      `The CSV header cannot be read; mend the first line. ${record.reason}`,
    );
  }
  if (record.raw.includes('\r')) {
    throw new ConnectorConfigError(
      'The lines of the CSV end with a lone carriage return; save it with line feeds.',
    );
  }
  const names = record.fields.map((name) => name.trim());
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (names.includes('')) {
    throw new ConnectorConfigError('The CSV header has a column without a name; give it one.');
  }
  if (twice !== undefined) {
    throw new ConnectorConfigError(
      `The CSV header names the column "${twice}" twice; rename one of them.`,
    );
  }
  return names;
}

function objectOf(header: readonly string[], fields: readonly string[]): JsonObject {
  return Object.fromEntries(
    header.map((name, index) => [name, fields[index] === '' ? null : fields[index]]),
  );
}
