import { pipeline, Readable } from 'node:stream';
import { type CsvError, type InfoRecord, type Options, parse } from 'csv-parse';
import { ConnectorConfigError } from '../contract/errors.ts';
import type { JsonObject } from '../contract/json.ts';
import { CsvLines } from './csv-lines.ts';
import { RAW_CHARACTERS, type Row } from './row.ts';

/** A good row as the parser hands it out, with the bad ones that stand before it. */
interface ParsedRow {
  readonly skipped: readonly Skipped[];
  readonly record: readonly string[];
  readonly line: number;
  readonly raw: string;
}

/** A row that the parser could not read. */
interface Skipped {
  readonly line: number;
  readonly raw: string;
  readonly reason: string;
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
  const lines = new CsvLines(chunks, options.maxRowBytes);
  const skipped: Skipped[] = [];
  // The parser reads ahead of us: only here is it known which bad rows a good one comes after, and
  // the numbers of rows must be the same at every read. Its types know rows of fields only.
  const withSkipped = (
    { record, raw }: { record: string[]; raw: string },
    { lines: line }: InfoRecord,
  ): ParsedRow => ({ skipped: skipped.splice(0), record, line, raw });
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
    on_record: withSkipped as unknown as Options['on_record'],
    on_skip: (error, raw) => {
      skipped.push({
        line: Number(error?.lines ?? 0),
        raw: raw ?? '',
        reason: reasonOf(error),
      });
      return undefined;
    },
  });
  pipeline(Readable.from(lines.bytes()), parser, () => undefined);
  let header: readonly string[] | null = null;
  let row = 0;
  for await (const parsed of parser as AsyncIterable<ParsedRow>) {
    for (const bad of parsed.skipped) {
      row += 1;
      yield rejected(row, bad, lines);
    }
    const { record: fields, line, raw } = parsed;
    const withheld = lines.take(raw);
    if (header === null && withheld === null) {
      header = checkedHeader(fields);
      continue;
    }
    row += 1;
    if (withheld !== null) {
      yield { kind: 'reject', row, line, ...withheld };
    } else if (header !== null && fields.length === header.length) {
      yield { kind: 'record', row, line, data: objectOf(header, fields) };
    } else {
      const reason = `The row has ${fields.length} fields, the header ${header?.length ?? 0}.`;
      yield rejected(row, { line, raw, reason }, lines);
    }
  }
  for (const bad of skipped) {
    row += 1;
    yield rejected(row, bad, lines);
  }
}

function rejected(row: number, { line, raw, reason }: Skipped, lines: CsvLines): Row {
  const withheld = lines.take(raw);
  const shown = raw.trim().slice(0, RAW_CHARACTERS);
  return { kind: 'reject', row, line, raw: shown, reason, ...withheld };
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
