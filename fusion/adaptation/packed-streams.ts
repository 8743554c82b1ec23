import { RandomSource } from '../tensor/index.ts';

/** Rows that are made at once. */
const ROWS_AT_ONCE = 1024;

/**
 * A row of numbers for each of many streams. The rows lie in a few great arrays and are written over, so that keeping
 * them makes no work for the garbage collector. Where there is no room, whose row is given up is left to chance: where
 * everybody takes turns, whoever wrote longest ago is the very next to be asked for.
 */
export class PackedStreams {
  readonly #blocks: Float64Array[] = [];
  readonly #rows = new Map<string, number>();
  /** Whose each row is. */
  readonly #owners: string[] = [];
  readonly #random = RandomSource.fromSeed(1);

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

  /** Writes a stream's row, where there is no room for it in the place of another. */
  write(owner: string, numbers: Float64Array): void {
    const row = this.#rows.get(owner) ?? this.#rowFor(owner);
    const block = Math.floor(row / ROWS_AT_ONCE);
    this.#blocks[block] ??= new Float64Array(ROWS_AT_ONCE * this.width);
    this.#blocks[block].set(numbers, (row % ROWS_AT_ONCE) * this.width);
  }

  #rowFor(owner: string): number {
    const isFull = this.#owners.length === this.most;
    const row = isFull ? this.#random.below(this.most) : this.#owners.length;
    if (isFull) this.#rows.delete(this.#owners[row]);
    this.#owners[row] = owner;
    this.#rows.set(owner, row);
    return row;
  }
}
