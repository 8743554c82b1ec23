/** Rows that are made at once. */
const ROWS_AT_ONCE = 1024;

/**
 * A row of numbers for each of many streams, those that were written last. The rows lie in a few great arrays and are
 * written over, so that keeping them makes no work for the garbage collector.
 */
export class PackedStreams {
  readonly #blocks: Float64Array[] = [];
  /** The row of each stream, the one that was written longest ago first. */
  readonly #rows = new Map<string, number>();

  constructor(
    private readonly width: number,
    private readonly most: number,
  ) {}

  /** Reads a stream's row. @returns whether there is one */
  read(owner: string, into: Float64Array): boolean {
    const row = this.#rows.get(owner);
    if (row === undefined) return false;
    const block = this.#blocks[Math.floor(row / ROWS_AT_ONCE)];
    const from = (row % ROWS_AT_ONCE) * this.width;
    for (let at = 0; at < this.width; at += 1) into[at] = block[from + at];
    return true;
  }

  /** Writes a stream's row, where there is no room for it in the place of the one that was written longest ago. */
  write(owner: string, numbers: Float64Array): void {
    const row = this.#rows.get(owner) ?? this.#free();
    this.#rows.delete(owner);
    this.#rows.set(owner, row);
    const block = Math.floor(row / ROWS_AT_ONCE);
    this.#blocks[block] ??= new Float64Array(ROWS_AT_ONCE * this.width);
    this.#blocks[block].set(numbers, (row % ROWS_AT_ONCE) * this.width);
  }

  #free(): number {
    if (this.#rows.size < this.most) return this.#rows.size;
    const [[oldest, row]] = this.#rows;
    this.#rows.delete(oldest);
    return row;
  }
}
