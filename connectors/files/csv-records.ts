import { type Line, textOf } from '../kit/lines.ts';
import { RAW_CHARACTERS } from '../kit/record-message.ts';

/** A record of a CSV file: its fields, or why it has none. */
export type CsvRecord = {
  /** The line on which it begins, counted from 1. */
  readonly line: number;
  readonly raw: string;
  /** Whether more text at the end of the file could make another record of it. */
  readonly isProvisional: boolean;
} & ({ readonly fields: readonly string[] } | { readonly reason: string });

interface Part {
  readonly line: Line;
  readonly text: string;
}

/** More lines than this in one record are a quote that somebody forgot to close. */
const LINES_A_RECORD = 10_000;

/**
 * Splits lines into the records of RFC 4180. A record that cannot be read costs its first line only:
 * reading goes on with the next line, so that a stray quote does not swallow what follows it. That is
 * why no general parser is used here: those give up the rest of the file or of their buffer.
 */
export async function* csvRecords(
  lines: AsyncIterable<Line>,
  delimiter: string,
  maxBytes: number,
): AsyncGenerator<CsvRecord> {
  const assembler = new Assembler(delimiter, maxBytes);
  for await (const line of lines) yield* assembler.add([line]);
  yield* assembler.end();
}

class Assembler {
  #fields: string[] = [];
  /** The quoted field that is being read; null outside quotes. */
  #quoted: string | null = null;
  #held: Part[] = [];
  #bytes = 0;

  constructor(
    readonly delimiter: string,
    readonly maxBytes: number,
  ) {}

  *add(lines: readonly Line[], isAtEnd = false): Generator<CsvRecord> {
    let waiting = lines;
    let at = 0;
    while (at < waiting.length) {
      const line = waiting[at];
      at += 1;
      const text = line.isTooLong ? null : textOf(line.bytes);
      const isProvisional = isAtEnd || line.ending === '';
      if (text !== null && this.#hold({ line, text })) {
        const isWhole = this.#quoted === null && this.#held.length > 0;
        if (isWhole) yield this.#take(isProvisional);
      } else if (this.#held.length > 0) {
        // What was opened above does not close: its first line is bad, the others start anew.
        const again = this.#held.slice(1).map((part) => part.line);
        if (text === null) again.push(line);
        yield this.#reject(isProvisional);
        waiting = [...again, ...waiting.slice(at)];
        at = 0;
      } else {
        yield this.#withheld(line, isProvisional);
      }
    }
  }

  /** The file has ended: an open record is a broken one, unless the file is still being written. */
  *end(): Generator<CsvRecord> {
    while (this.#held.length > 0) {
      const again = this.#held.slice(1).map(({ line }) => line);
      yield this.#reject(true);
      yield* this.add(again, true);
    }
  }

  /** Adds a line to the record; false where it cannot be part of one. */
  #hold(part: Part): boolean {
    const { text, line } = part;
    if (this.#held.length === 0 && text === '') return true;
    this.#held.push(part);
    this.#bytes += line.bytes.length + line.ending.length;
    const isTooMuch = this.#held.length > 1 && this.#bytes > this.maxBytes;
    if (isTooMuch || this.#held.length > LINES_A_RECORD) return false;
    const isRight = this.#split(text);
    if (isRight && this.#quoted !== null) this.#quoted += line.ending;
    return isRight;
  }

  /** Takes the fields out of a line; false where its quotes are broken. */
  #split(text: string): boolean {
    let at = 0;
    for (;;) {
      if (this.#quoted === null && text[at] !== '"') {
        const end = text.indexOf(this.delimiter, at);
        const field = text.slice(at, end < 0 ? text.length : end);
        if (field.includes('"')) return false;
        this.#fields.push(field);
        if (end < 0) return true;
        at = end + 1;
        continue;
      }
      if (this.#quoted === null) {
        this.#quoted = '';
        at += 1;
      }
      const quote = text.indexOf('"', at);
      this.#quoted += text.slice(at, quote < 0 ? text.length : quote);
      if (quote < 0) return true;
      at = quote + 1;
      if (text[at] === '"') {
        this.#quoted += '"';
        at += 1;
        continue;
      }
      this.#fields.push(this.#quoted);
      this.#quoted = null;
      if (at === text.length) return true;
      if (text[at] !== this.delimiter) return false;
      at += 1;
    }
  }

  #take(isProvisional: boolean): CsvRecord {
    const [first] = this.#held;
    const raw =
      this.#held.length === 1 ? first.text : this.#held.map(({ text }) => text).join('\n');
    const record = { line: first.line.number, raw, isProvisional, fields: this.#fields };
    this.#reset();
    return record;
  }

  #reject(isProvisional: boolean): CsvRecord {
    const [{ line, text }] = this.#held;
    const reason = 'A quote in the row is not closed within maxRowBytes, or stands within a field.';
    this.#reset();
    return { line: line.number, raw: text, reason, isProvisional };
  }

  /** A line of which there is no text. */
  #withheld(line: Line, isProvisional: boolean): CsvRecord {
    const reason = line.isTooLong ? 'The row is longer than maxRowBytes.' : 'The row is not UTF-8.';
    const raw = line.bytes.toString('latin1', 0, RAW_CHARACTERS);
    return { line: line.number, raw, reason, isProvisional };
  }

  #reset(): void {
    this.#fields = [];
    this.#quoted = null;
    this.#held = [];
    this.#bytes = 0;
  }
}
