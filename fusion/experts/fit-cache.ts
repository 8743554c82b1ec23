import { createHash } from 'node:crypto';

/** Remembers fits by the content of their input, so that equal inputs are fitted once. */
export class FitCache {
  readonly #results = new Map<string, unknown>();

  /**
   * @param name what is fitted, with its settings
   * @param input the arrays that decide the result
   */
  fit<Result>(
    name: string,
    input: readonly (Int32Array | Float32Array | Float64Array)[],
    fit: () => Result,
  ): Result {
    const hash = createHash('sha256').update(name);
    for (const array of input) {
      hash.update(Buffer.from(array.buffer, array.byteOffset, array.byteLength));
    }
    const key = hash.digest('hex');
    const known = this.#results.get(key);
    if (known !== undefined) return known as Result;
    const result = fit();
    this.#results.set(key, result);
    return result;
  }
}
