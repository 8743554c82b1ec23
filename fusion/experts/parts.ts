import { SparseMatrix } from '../linear/index.ts';

/** Thrown where stored parts do not hold what they should. */
export class PartsError extends Error {
  override readonly name = 'PartsError';
}

type Numbers = Int32Array | Float32Array | Float64Array;

const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** Collects named values as bytes; arrays in little-endian order, the rest as JSON. */
export class PartsWriter {
  readonly parts = new Map<string, Uint8Array>();

  json(name: string, value: unknown): this {
    this.parts.set(name, encoder.encode(JSON.stringify(value)));
    return this;
  }

  numbers(name: string, values: Numbers): this {
    this.parts.set(
      name,
      new Uint8Array(values.buffer, values.byteOffset, values.byteLength).slice(),
    );
    return this;
  }

  matrix(name: string, matrix: SparseMatrix): this {
    this.json(`${name}.shape`, [matrix.rows, matrix.columns]);
    this.numbers(`${name}.pointers`, matrix.pointers);
    this.numbers(`${name}.indices`, matrix.indices);
    return this.numbers(`${name}.values`, matrix.values);
  }

  all(prefix: string, parts: ReadonlyMap<string, Uint8Array>): this {
    for (const [name, bytes] of parts) this.parts.set(`${prefix}${name}`, bytes);
    return this;
  }
}

/** Reads back what a `PartsWriter` wrote. */
export class PartsReader {
  constructor(private readonly parts: ReadonlyMap<string, Uint8Array>) {}

  #bytes(name: string): Uint8Array {
    const bytes = this.parts.get(name);
    if (!bytes) {
      throw new PartsError(`The stored model lacks the part '${name}'; train the model again.`);
    }
    return bytes;
  }

  json<Value>(name: string): Value {
    return JSON.parse(decoder.decode(this.#bytes(name))) as Value;
  }

  integers(name: string): Int32Array {
    return new Int32Array(this.#bytes(name).slice().buffer);
  }

  floats(name: string): Float32Array {
    return new Float32Array(this.#bytes(name).slice().buffer);
  }

  doubles(name: string): Float64Array {
    return new Float64Array(this.#bytes(name).slice().buffer);
  }

  matrix(name: string): SparseMatrix {
    const [rows, columns] = this.json<[number, number]>(`${name}.shape`);
    return new SparseMatrix(
      rows,
      columns,
      this.integers(`${name}.pointers`),
      this.integers(`${name}.indices`),
      this.floats(`${name}.values`),
    );
  }

  /** The parts whose names begin with the prefix, without it. */
  within(prefix: string): Map<string, Uint8Array> {
    const inner = new Map<string, Uint8Array>();
    for (const [name, bytes] of this.parts) {
      if (name.startsWith(prefix)) inner.set(name.slice(prefix.length), bytes);
    }
    return inner;
  }
}
