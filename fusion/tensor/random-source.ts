/** The four 32-bit words of a generator, as numbers, so that they can be stored as JSON. */
export type RandomState = readonly [number, number, number, number];

/**
 * A seeded generator of pseudo-random numbers whose state can be stored and restored, so that an
 * interrupted training run continues exactly (xoshiro128**, Blackman and Vigna 2021, seeded by
 * splitmix32).
 */
export class RandomSource {
  readonly #words: Uint32Array;

  private constructor(words: Uint32Array) {
    this.#words = words;
  }

  static fromSeed(seed: number): RandomSource {
    if (!Number.isInteger(seed)) throw new RangeError(`A seed must be an integer, got ${seed}.`);
    const words = new Uint32Array(4);
    let mixed = seed >>> 0;
    for (let index = 0; index < 4; index += 1) {
      mixed = (mixed + 0x9e3779b9) >>> 0;
      let word = Math.imul(mixed ^ (mixed >>> 16), 0x21f0aaad);
      word = Math.imul(word ^ (word >>> 15), 0x735a2d97);
      words[index] = word ^ (word >>> 15);
    }
    return new RandomSource(words);
  }

  static fromState(state: RandomState): RandomSource {
    return new RandomSource(Uint32Array.from(state));
  }

  get state(): RandomState {
    const [first, second, third, fourth] = this.#words;
    return [first, second, third, fourth];
  }

  /** A whole number from 0 to 2^32 - 1. */
  next(): number {
    const words = this.#words;
    const product = Math.imul(words[1], 5);
    const result = Math.imul((product << 7) | (product >>> 25), 9) >>> 0;
    const shifted = words[1] << 9;
    words[2] ^= words[0];
    words[3] ^= words[1];
    words[1] ^= words[2];
    words[0] ^= words[3];
    words[2] ^= shifted;
    words[3] = (words[3] << 11) | (words[3] >>> 21);
    return result;
  }

  /** Uniform in [0, 1). */
  uniform(): number {
    return this.next() / 2 ** 32;
  }

  /** A whole number from 0 to `bound` - 1. */
  below(bound: number): number {
    return Math.floor(this.uniform() * bound);
  }

  /** Standard normal (Box and Muller 1958); the pair's second half is given up to keep the state small. */
  normal(): number {
    const radius = Math.sqrt(-2 * Math.log(1 - this.uniform()));
    return radius * Math.cos(2 * Math.PI * this.uniform());
  }

  /** Shuffles in place (Fisher and Yates) and returns the same array. */
  shuffle<T extends Int32Array | unknown[]>(values: T): T {
    for (let last = values.length - 1; last > 0; last -= 1) {
      const other = this.below(last + 1);
      const kept = values[last];
      values[last] = values[other];
      values[other] = kept;
    }
    return values;
  }
}
