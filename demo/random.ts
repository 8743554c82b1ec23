import { createHash } from 'node:crypto';

/**
 * A seeded source of numbers (sfc32). Streams are named, so that what one user draws does not depend
 * on how many users were drawn before: a shop of 100,000 needs no memory of the first 99,999.
 */
export class Random {
  private a: number;
  private b: number;
  private c: number;
  private d: number;

  /** @param name names the stream, for example `1/person/42` */
  constructor(private readonly name: string) {
    const digest = createHash('sha256').update(name).digest();
    this.a = digest.readInt32LE(0);
    this.b = digest.readInt32LE(4);
    this.c = digest.readInt32LE(8);
    this.d = digest.readInt32LE(12);
  }

  /** A stream of its own below this one; drawing from it leaves this one as it is. */
  stream(name: string | number): Random {
    return new Random(`${this.name}/${name}`);
  }

  /** 32 random bits. */
  bits(): number {
    const sum = (((this.a + this.b) | 0) + this.d) | 0;
    this.d = (this.d + 1) | 0;
    this.a = this.b ^ (this.b >>> 9);
    this.b = (this.c + (this.c << 3)) | 0;
    this.c = (this.c << 21) | (this.c >>> 11);
    this.c = (this.c + sum) | 0;
    return sum >>> 0;
  }

  /** Uniform in [0, 1). */
  next(): number {
    return this.bits() / 4294967296;
  }

  between(low: number, high: number): number {
    return low + (high - low) * this.next();
  }

  /** A whole number in [0, count). */
  below(count: number): number {
    return Math.floor(this.next() * count);
  }

  chance(probability: number): boolean {
    return this.next() < probability;
  }

  /** Standard normal (Box and Muller). */
  normal(): number {
    return Math.sqrt(-2 * Math.log(1 - this.next())) * Math.cos(2 * Math.PI * this.next());
  }

  /** Heavy-tailed and positive, with the given median. */
  logNormal(median: number, spread: number): number {
    return median * Math.exp(spread * this.normal());
  }

  /** A count with the given mean (Knuth); means above 60 are drawn from the normal limit. */
  poisson(mean: number): number {
    if (mean <= 0) return 0;
    if (mean > 60) return Math.max(0, Math.round(mean + Math.sqrt(mean) * this.normal()));
    const limit = Math.exp(-mean);
    let count = 0;
    for (let product = this.next(); product > limit; product *= this.next()) count++;
    return count;
  }

  pick<T>(choices: readonly T[]): T {
    return choices[this.below(choices.length)]!;
  }

  /** An index with probability proportional to its weight. */
  weighted(weights: ArrayLike<number>): number {
    let total = 0;
    for (let index = 0; index < weights.length; index++) total += weights[index]!;
    let left = this.next() * total;
    for (let index = 0; index < weights.length; index++) {
      left -= weights[index]!;
      if (left < 0) return index;
    }
    return weights.length - 1;
  }

  hex(digits: number): string {
    let text = '';
    while (text.length < digits) text += this.bits().toString(16).padStart(8, '0');
    return text.slice(0, digits);
  }
}
