import { type DenseLayer, readAhead } from '../linear/index.ts';
import type { EmbeddingTable, ParameterLayout } from '../tensor/index.ts';
import type { EncodedUser, ScorePart } from './encoded-user.ts';
import { hostLayer, linear } from './host-layers.ts';
import { matchScale } from './network-layout.ts';
import type { Normaliser } from './normaliser.ts';
import { coalitionShares } from './shapley.ts';
import type { CandidateInput, InputSchema } from './user-input.ts';

/**
 * Scores candidates on plain arrays: gates · columns, plus the match of vector and item, plus a
 * small tanh layer over columns and state.
 */
export class CandidateScorer {
  readonly #state: DenseLayer;
  readonly #columns: Float32Array;
  /** The same numbers in double precision, which nobody has to widen at every multiplication. */
  readonly #kernel: Float64Array;
  readonly #output: Float32Array;
  readonly #owners: readonly number[];
  readonly #stateOwners: readonly number[];

  constructor(
    private readonly schema: InputSchema,
    private readonly normaliser: Normaliser,
    layout: ParameterLayout,
    flat: Float32Array,
    private readonly items: EmbeddingTable,
  ) {
    this.#state = hostLayer(layout, flat, 'head/state');
    this.#columns = layout.view('head/columns/kernel', flat);
    this.#kernel = Float64Array.from(this.#columns);
    this.#output = layout.view('head/output/kernel', flat);
    const names = schema.modalities.map(({ name }) => name);
    const owner = (modality: string | null) => (modality === null ? -1 : names.indexOf(modality));
    this.#owners = schema.columns.map(({ modality }) => owner(modality));
    this.#stateOwners = [...schema.states.map(({ modality }) => owner(modality)), ...names.keys()];
  }

  /** Log-scores up to a constant, [candidates]. */
  scores(user: EncodedUser, candidates: CandidateInput): Float32Array {
    const count = candidates.items.length;
    const width = this.schema.columns.length;
    const columns = this.#standardised(user, candidates, 0, count);
    const shift = linear(user.state, this.#state);
    const scores = new Float32Array(count);
    readAhead(this.items.values, candidates.items, this.items.dimension);
    const hidden = new Float32Array(shift.length);
    for (let row = 0; row < count; row += 1) {
      let score = this.#match(user, candidates.items[row]);
      const from = row * width;
      for (let column = 0; column < width; column += 1) {
        score += user.gates[column] * columns[from + column];
      }
      hidden.set(shift);
      this.#addColumns(columns, from, hidden);
      scores[row] = score + this.#bend(hidden);
    }
    return scores;
  }

  /**
   * Adds what one candidate's columns say to the hidden units. Four columns at a time: the units are then
   * read and written once for four multiplications.
   */
  #addColumns(columns: Float32Array, from: number, hidden: Float32Array): void {
    const [kernel, units, width] = [this.#kernel, hidden.length, this.schema.columns.length];
    let column = 0;
    for (; column + 3 < width; column += 4) {
      const a = columns[from + column];
      const b = columns[from + column + 1];
      const c = columns[from + column + 2];
      const d = columns[from + column + 3];
      if (a === 0 && b === 0 && c === 0 && d === 0) continue;
      const at = column * units;
      for (let unit = 0; unit < units; unit += 1) {
        hidden[unit] +=
          a * kernel[at + unit] +
          b * kernel[at + units + unit] +
          c * kernel[at + 2 * units + unit] +
          d * kernel[at + 3 * units + unit];
      }
    }
    for (; column < width; column += 1) {
      const value = columns[from + column];
      for (let unit = 0; unit < units; unit += 1) {
        hidden[unit] += value * kernel[column * units + unit];
      }
    }
  }

  /**
   * The score of one candidate, split: exactly for gates and match, and by exact Shapley values
   * over modalities for the tanh layer. The parts sum to the score.
   */
  parts(user: EncodedUser, candidates: CandidateInput, row: number): ScorePart[] {
    const columns = this.#standardised(user, candidates, row, 1);
    const names = this.schema.modalities.map(({ name }) => name);
    const parts = new Float64Array(names.length + 1); // the last is what belongs to no modality
    const slot = (owner: number) => (owner < 0 ? names.length : owner);
    columns.forEach((value, column) => {
      parts[slot(this.#owners[column])] += user.gates[column] * value;
    });
    user.modalities.forEach(({ expert }, index) => {
      if (expert === null) return;
      const share = expert.mean.map(
        (mean, axis) => (mean * expert.precision[axis]) / user.precision[axis],
      );
      parts[index] += this.#dot(user, candidates.items[row], share);
    });
    const { base, players } = this.#hiddenShares(user, columns, names.length);
    const bend = (hidden: Float32Array) => this.#bend(hidden);
    const present = [...names.keys()].filter((index) => user.present[index] === 1);
    const shapley = coalitionShares(
      base,
      present.map((index) => players[index]),
      bend,
    );
    parts[names.length] += bend(base);
    present.forEach((index, position) => {
      parts[index] += shapley[position];
    });
    return [...names, null].map((modality, index) => ({ modality, value: parts[index] }));
  }

  /** The tanh layer's input is a sum, so each modality's share of every hidden unit is exact. */
  #hiddenShares(user: EncodedUser, columns: Float32Array, modalities: number) {
    const units = this.#output.length;
    const base = this.#state.bias.slice();
    const players = Array.from({ length: modalities }, () => new Float32Array(units));
    const add = (owner: number, value: number, kernel: ArrayLike<number>, row: number) => {
      const target = owner < 0 ? base : players[owner];
      for (let unit = 0; unit < units; unit += 1)
        target[unit] += value * kernel[row * units + unit];
    };
    for (const [column, value] of columns.entries()) {
      add(this.#owners[column], value, this.#columns, column);
    }
    for (const [index, value] of user.state.entries()) {
      add(this.#stateOwners[index], value, this.#state.kernel, index);
    }
    return { base, players };
  }

  /** The columns of `count` candidates from `first` on. */
  #standardised(
    user: EncodedUser,
    { columnValues }: CandidateInput,
    first: number,
    count: number,
  ): Float32Array {
    const width = this.schema.columns.length;
    const result = new Float32Array(count * width);
    this.normaliser.columns(columnValues, first * width, count, user.present, result, 0);
    return result;
  }

  #match(user: EncodedUser, item: number): number {
    return this.#dot(user, item, user.mean);
  }

  #dot(user: EncodedUser, item: number, vector: Float32Array): number {
    if (item < 0) return 0;
    const { values, dimension } = this.items;
    let sum = 0;
    for (let axis = 0; axis < dimension; axis += 1) {
      sum += vector[axis] * values[item * dimension + axis];
    }
    return sum * matchScale(dimension) * user.gates[user.gates.length - 1];
  }

  #bend(hidden: Float32Array): number {
    let sum = 0;
    for (let unit = 0; unit < hidden.length; unit += 1) {
      sum += Math.tanh(hidden[unit]) * this.#output[unit];
    }
    return sum;
  }
}
