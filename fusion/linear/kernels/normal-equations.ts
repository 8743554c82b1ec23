import { DOUBLE, Kernels } from './kernels.ts';

/** What all rows of a side share, and one row's own part of it. */
export interface NormalEquations {
  readonly factors: number;
  /** [factors, factors] */
  readonly gram: Float64Array;
  /** [any, factors], of which the row has those that `indices` name. */
  readonly vectors: Float64Array;
  readonly indices: ArrayLike<number>;
  /** [indices], by how much each counts more than what the row does not have. */
  readonly excess: Float64Array;
}

/** The vectors of a row take so many numbers of the memory at most: it grows with them, and is never given back. */
export const MOST_HELD: number = 50_000 * 128;

let kernels: Kernels | null = null;
/** Whose numbers lie at the start of the memory: one user after the other is solved with the same. */
let resident: Float64Array | null = null;

/** The memory, of at least so many doubles, with the gram at its start. */
function withGram(gram: Float64Array, count: number) {
  kernels ??= new Kernels();
  const memory = kernels.doubles(count);
  if (resident !== gram) memory.set(gram);
  resident = gram;
  return { memory, run: kernels.run };
}

/** A gram times a vector, [factors], as `timesVector` has it. @param gram whom nobody changes */
export function timesGram(gram: Float64Array, vector: Float64Array): Float64Array {
  const factors = vector.length;
  const { memory, run } = withGram(gram, gram.length + 2 * factors);
  memory.set(vector, gram.length);
  const [from, into] = [gram.length, gram.length + factors];
  run.times(0, factors, factors, from * DOUBLE, into * DOUBLE);
  return memory.slice(into, into + factors);
}

/**
 * The function from x to (G + VᵀEV) x, until the next call: there is one memory for all. One vector after the other is
 * multiplied and added, as `dot` and `addScaled` do: those of a row which are too many to be held together stretch by
 * stretch, with the same bits.
 * @param equations whose gram nobody changes
 */
export function applyNormal({
  factors,
  gram,
  vectors,
  indices,
  excess,
}: NormalEquations): (input: Float64Array, output: Float64Array) => void {
  const count = indices.length;
  const stretch = Math.min(count, Math.max(1, Math.floor(MOST_HELD / factors)));
  const ofVectors = gram.length;
  const ofExcess = ofVectors + stretch * factors;
  const ofInput = ofExcess + stretch;
  const ofOutput = ofInput + factors;
  const { memory, run } = withGram(gram, ofOutput + factors);
  const hold = (start: number, end: number): void => {
    for (let entry = start; entry < end; entry += 1) {
      const from = indices[entry] * factors;
      memory.set(vectors.subarray(from, from + factors), ofVectors + (entry - start) * factors);
    }
    memory.set(excess.subarray(start, end), ofExcess);
  };
  hold(0, stretch);
  const [atInput, atOutput] = [ofInput * DOUBLE, ofOutput * DOUBLE];
  const result = memory.subarray(ofOutput, ofOutput + factors);
  return (input, output) => {
    memory.set(input, ofInput);
    run.times(0, factors, factors, atInput, atOutput);
    for (let start = 0; start < count; start += stretch) {
      const end = Math.min(count, start + stretch);
      if (stretch < count) hold(start, end);
      const [rows, weights] = [ofVectors * DOUBLE, ofExcess * DOUBLE];
      run.addOuter(rows, end - start, factors, weights, atInput, atOutput);
    }
    output.set(result);
  };
}
