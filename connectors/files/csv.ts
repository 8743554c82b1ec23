import { pipeline, Readable } from 'node:stream';
import { CsvError, parse } from 'csv-parse';
import { ConnectorConfigError } from '../contract/errors.ts';
import type { JsonObject } from '../contract/json.ts';
import { RAW_CHARACTERS, type Row } from './row.ts';

/** What one call of the parser's `on_record` is told; the rest of it is not read. */
interface ParsedRow {
  readonly record: readonly string[];
  readonly info: { readonly lines: number };
  readonly raw?: string;
}

/**
 * Reads CSV with a header line. An empty field is null: CSV cannot tell the two apart. A row with
 * another number of fields than the header is rejected, with broken quotes as well.
 * @throws {ConnectorConfigError} where the header names a column twice or not at all
 */
export async function* readCsv(
  chunks: AsyncIterable<Buffer>,
  options: { delimiter: string; maxRowBytes: number },
): AsyncGenerator<Row> {
  const skipped: { line: number; raw: string; reason: string }[] = [];
  const parser = parse({
    bom: true,
    delimiter: options.delimiter,
    info: true,
    max_record_size: options.maxRowBytes,
    raw: true,
    relax_column_count: true,
    relax_quotes: false,
    skip_empty_lines: true,
    skip_records_with_error: true,
    on_skip: (error, raw) => {
      skipped.push({
        line: Number(error?.lines ?? 0),
        raw: (raw ?? '').slice(0, RAW_CHARACTERS),
        reason: reasonOf(error),
      });
      return undefined;
    },
  });
  pipeline(Readable.from(chunks), parser, () => undefined);
  let header: readonly string[] | null = null;
  let row = 0;
  for await (const parsed of parser as AsyncIterable<ParsedRow>) {
    for (const { line, raw, reason } of skipped.splice(0)) {
      row += 1;
      yield { kind: 'reject', row, line, raw, reason };
    }
    const fields = parsed.record;
    if (header === null) {
      header = checkedHeader(fields);
      continue;
    }
    row += 1;
    const line = parsed.info.lines;
    if (fields.length === header.length) {
      yield { kind: 'record', row, line, data: objectOf(header, fields) };
    } else {
      const reason = `The row has ${fields.length} fields, the header ${header.length}.`;
      yield { kind: 'reject', row, line, raw: (parsed.raw ?? '').slice(0, RAW_CHARACTERS), reason };
    }
  }
  for (const { line, raw, reason } of skipped) {
    row += 1;
    yield { kind: 'reject', row, line, raw, reason };
  }
}

function reasonOf(error: CsvError | undefined): string {
  if (error?.code === 'CSV_MAX_RECORD_SIZE') return 'The row is longer than maxRowBytes.';
  return `The row's quotes or delimiters are broken (${error?.code ?? 'unknown'}).`;
}

function checkedHeader(fields: readonly string[]): readonly string[] {
  const names = fields.map((name) => name.trim());
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (names.includes('')) {
    throw new ConnectorConfigError('The CSV header has a column without a name; give it one.');
  }
  if (twice !== undefined) {
    throw new ConnectorConfigError(`The CSV header names the column "${twice}" twice.`);
  }
  return names;
}

function objectOf(header: readonly string[], fields: readonly string[]): JsonObject {
  return Object.fromEntries(
    header.map((name, index) => [name, fields[index] === '' ? null : fields[index]]),
  );
}
