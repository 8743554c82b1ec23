import { linesOf, textOf } from './lines.ts';
import { RAW_CHARACTERS } from './row.ts';

/** How much is handed to the parser at a time. */
const CHUNK_BYTES = 65_536;

/** A line that the parser must not see: it gets `placeholder` in its stead. */
interface Withheld {
  readonly raw: string;
  readonly reason: string;
}

const PLACEHOLDER = /\0withheld:(\d+)\0/g;

/**
 * Keeps lines that are too long or not UTF-8 from the CSV parser, which would hand out their pieces
 * as rows of their own. In their place stands a mark by which the row is known again.
 */
export class CsvLines {
  readonly #withheld = new Map<number, Withheld>();
  #count = 0;

  constructor(
    readonly chunks: AsyncIterable<Buffer>,
    readonly maxRowBytes: number,
  ) {}

  async *bytes(): AsyncGenerator<Buffer> {
    let parts: Buffer[] = [];
    let size = 0;
    for await (const line of linesOf(this.chunks, this.maxRowBytes)) {
      const { bytes, isTooLong, ending } = line;
      const isText = textOf(bytes) !== null;
      let shown = bytes;
      if (isTooLong) shown = this.#withhold(bytes, 'The row is longer than maxRowBytes.');
      else if (!isText) shown = this.#withhold(bytes, 'The row is not UTF-8.');
      parts.push(shown, Buffer.from(ending));
      size += shown.length + ending.length;
      if (size < CHUNK_BYTES) continue;
      yield Buffer.concat(parts);
      parts = [];
      size = 0;
    }
    if (size > 0) yield Buffer.concat(parts);
  }

  /** The withheld line that a row stands for; null for a row that was handed over whole. */
  take(raw: string): Withheld | null {
    if (this.#withheld.size === 0) return null;
    let found: Withheld | null = null;
    for (const [, number] of raw.matchAll(PLACEHOLDER)) {
      found ??= this.#withheld.get(Number(number)) ?? null;
      this.#withheld.delete(Number(number));
    }
    return found;
  }

  #withhold(bytes: Buffer, reason: string): Buffer {
    this.#count += 1;
    const raw = bytes.toString('latin1', 0, RAW_CHARACTERS);
    this.#withheld.set(this.#count, { raw, reason });
    return Buffer.from(`\0withheld:${this.#count}\0`);
  }
}
