import { Kernels, topK } from '../linear/index.ts';

/** So many entries of a sparse row are added at once. */
const STAGED = 4096;
/** Which share of all places is many. */
const MANY = 0.05;

/** Entries of sparse rows, one row behind the other. */
export interface SparseEntries {
  readonly indices: Int32Array;
  readonly values: Float32Array;
}

/**
 * Sums of scores for the few items that a user's history leads to; all other items stand at zero. What is
 * touched lies close together however large the catalogue, with all channels of an item side by side: most
 * of the time of a ranking went into fetching what lay far apart. One board serves user after user. The
 * order of `touched` follows from the history alone, so it may break ties.
 */
export class ScoreBoard {
  /** [1 + touched, channels]: zeros for all that is untouched, then rows in the order of `touched`. */
  readonly sums: Float64Array;
  /** All below lies in their memory, as `sums` does. */
  readonly #kernels = new Kernels();
  /** [size], the row of each place in `sums`; 0 for untouched ones. */
  readonly #rows: Int32Array;
  readonly #touched: Int32Array;
  /** Entries of a sparse row, and what they are multiplied by for each channel. */
  readonly #staged: { readonly indices: Int32Array; readonly values: Float32Array };
  readonly #weights: Float64Array;
  readonly #ranked: Float64Array;
  #count = 0;

  /** @param channels sums of each place */
  constructor(
    readonly size: number,
    readonly channels = 1,
  ) {
    const sums = (size + 1) * channels;
    // Two of what takes four bytes lie in a double.
    const { buffer } = this.#kernels.doubles(sums + channels + STAGED + size + 1);
    this.sums = new Float64Array(buffer, 0, sums);
    this.#weights = new Float64Array(buffer, this.sums.byteLength, channels);
    const behind = this.sums.byteLength + this.#weights.byteLength;
    const indices = new Int32Array(buffer, behind, STAGED);
    const values = new Float32Array(buffer, behind + indices.byteLength, STAGED);
    this.#staged = { indices, values };
    this.#rows = new Int32Array(buffer, values.byteOffset + values.byteLength, size);
    // One more, which is written before it is known whether it is needed.
    const end = this.#rows.byteOffset + this.#rows.byteLength;
    this.#touched = new Int32Array(buffer, end, size + 1);
    this.#ranked = new Float64Array(size);
  }

  /** In the order in which they were touched. */
  get touched(): Int32Array {
    return this.#touched.subarray(0, this.#count);
  }

  /** Where a place's channels begin in `sums`: for reading alone, since all untouched ones share theirs. */
  offsetOf(place: number): number {
    return this.#rows[place] * this.channels;
  }

  /** The same for writing. */
  touch(place: number): number {
    let row = this.#rows[place];
    if (row === 0) {
      this.#touched[this.#count] = place;
      this.#count += 1;
      row = this.#count;
      this.#rows[place] = row;
    }
    return row * this.channels;
  }

  add(place: number, score: number, channel = 0): void {
    const at = this.touch(place) + channel;
    this.sums[at] += score;
  }

  /**
   * Adds a stretch of a sparse row, times a scale: what `add` does for each, in their order. Most of what
   * boards are told comes in rows, and what is read of the board again at each entry costs more than the sums.
   * @throws {RangeError} for what the row does not have, or the board has no place or channel for; the memory
   * itself checks nothing
   */
  addRow(row: SparseEntries, from: number, to: number, scale: number, channel = 0): void {
    this.#weights[0] = scale;
    this.#addRow(row, from, to, channel, 1);
  }

  /** The same for channels beside each other, each with a scale of its own: places are looked up once. Errors as for `addRow`. */
  addRowToAll(
    row: SparseEntries,
    from: number,
    to: number,
    scales: ArrayLike<number>,
    first = 0,
  ): void {
    for (let k = 0; k < scales.length; k += 1) this.#weights[k] = scales[k];
    this.#addRow(row, from, to, first, scales.length);
  }

  #addRow(row: SparseEntries, from: number, to: number, first: number, count: number): void {
    const { sums, channels, size } = this;
    const { indices, values } = this.#staged;
    const { indices: places, values: scores } = row;
    if (!(from >= 0 && to <= places.length && to <= scores.length)) throw noEntries(from, to);
    if (!(first >= 0 && count > 0 && first + count <= channels)) {
      throw noChannels(channels, first, count);
    }
    const { BYTES_PER_ELEMENT } = sums;
    for (let start = from; start < to; start += STAGED) {
      const end = Math.min(to, start + STAGED);
      for (let entry = start; entry < end; entry += 1) {
        indices[entry - start] = places[entry];
        values[entry - start] = scores[entry];
      }
      const touched = this.#kernels.run.addRow(
        this.#rows.byteOffset,
        this.#touched.byteOffset,
        this.#count,
        sums.byteOffset + first * BYTES_PER_ELEMENT,
        channels * BYTES_PER_ELEMENT,
        indices.byteOffset,
        values.byteOffset,
        end - start,
        this.#weights.byteOffset,
        count,
        size,
      );
      if (touched < 0) throw noPlace(size, places.subarray(start, end));
      this.#count = touched;
    }
  }

  clear(): void {
    if (this.#count === 0) return;
    // To forget all in their order is faster than to look up many, and leaves them near for whoever is next.
    if (this.#count > MANY * this.size) this.#rows.fill(0);
    else {
      const [rows, touched] = [this.#rows.byteOffset, this.#touched.byteOffset];
      this.#kernels.run.clearRows(rows, touched, this.#count);
    }
    this.sums.fill(0, 0, (this.#count + 1) * this.channels);
    this.#count = 0;
  }

  /** The first `count` of what is touched, without those of `except`. */
  firstTouched(count: number, except: Int32Array): Int32Array {
    const left = this.#touched.slice(0, count);
    for (let k = 0; k < except.length; k += 1) {
      const row = this.#rows[except[k]];
      if (row > 0 && row <= count) left[row - 1] = -1;
    }
    return left.filter((place) => place >= 0);
  }

  /** The places with the `count` greatest sums above zero, best first, without those of `except`. */
  best(count: number, except: Int32Array, channel = 0): Int32Array {
    const [ranked, touched, { sums, channels }] = [this.#ranked, this.touched, this];
    let at = channels + channel;
    for (let k = 0; k < touched.length; k += 1) {
      ranked[k] = sums[at];
      at += channels;
    }
    for (let k = 0; k < except.length; k += 1) {
      const row = this.#rows[except[k]];
      if (row > 0) ranked[row - 1] = 0;
    }
    const best = topK(ranked, touched.length, count);
    let length = 0;
    while (length < best.length && !(ranked[best[length]] <= 0)) length += 1;
    const places = new Int32Array(length);
    for (let k = 0; k < length; k += 1) places[k] = touched[best[k]];
    return places;
  }

  /** Mean and standard deviation over all places, the untouched ones at zero. */
  moments(channel = 0): { mean: number; deviation: number } {
    const [count, { sums, channels }] = [this.#count, this];
    let sum = 0;
    let squares = 0;
    for (let k = 1; k <= count; k += 1) {
      const value = sums[k * channels + channel];
      sum += value;
      squares += value * value;
    }
    return deviationOf(sum / this.size, squares / this.size);
  }
}

// Apart from where rows are added, so that nothing is laid by for them there.
function noEntries(from: number, to: number): RangeError {
  return new RangeError(`A row has no entries from ${from} to ${to}.`);
}

function noChannels(channels: number, first: number, count: number): RangeError {
  return new RangeError(`A board of ${channels} channels has no ${count} from ${first} on.`);
}

function noPlace(size: number, indices: Int32Array): RangeError {
  const missing = indices.find((index) => index < 0 || index >= size);
  return new RangeError(`A board of ${size} places has none of the number ${missing}.`);
}

/** The deviation out of the mean and the mean square, never zero. */
export function deviationOf(mean: number, meanSquare: number): { mean: number; deviation: number } {
  return { mean, deviation: Math.sqrt(Math.max(meanSquare - mean * mean, 0)) || 1 };
}
