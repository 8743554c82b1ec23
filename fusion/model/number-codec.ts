import { endianness } from 'node:os';

/** Stored model data that this program cannot read. */
export class ModelFormatError extends Error {
  override readonly name = 'ModelFormatError';
}

/** The bytes of 32-bit floats, little endian, as a copy. */
export function floatsToBytes(values: Float32Array): Uint8Array {
  const bytes = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
  return swapIfNeeded(Uint8Array.from(bytes));
}

/** @throws ModelFormatError when there are not exactly `expected` numbers. */
export function bytesToFloats(bytes: Uint8Array, expected: number, name: string): Float32Array {
  if (bytes.byteLength !== expected * 4) {
    throw new ModelFormatError(
      `The model's part "${name}" has ${bytes.byteLength} bytes instead of ${expected * 4}; it is damaged or incomplete.`,
    );
  }
  // Copied, because stored bytes need not lie at a multiple of four.
  return new Float32Array(swapIfNeeded(Uint8Array.from(bytes)).buffer);
}

function swapIfNeeded(bytes: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  if (endianness() === 'BE') Buffer.from(bytes.buffer).swap32();
  return bytes;
}

/** JSON as bytes, with numbers of typed arrays written as plain lists. */
export function jsonToBytes(value: unknown): Uint8Array {
  const text = JSON.stringify(value, (_, inner: unknown) =>
    inner instanceof Float32Array ? Array.from(inner) : inner,
  );
  return new TextEncoder().encode(text);
}

/** @throws ModelFormatError when the part is absent or not JSON. */
export function bytesToJson(parts: ReadonlyMap<string, Uint8Array>, name: string): unknown {
  const bytes = requirePart(parts, name);
  try {
    return JSON.parse(new TextDecoder().decode(bytes));
  } catch (cause) {
    throw new ModelFormatError(`The model's part "${name}" is not readable JSON.`, { cause });
  }
}

/** @throws ModelFormatError when the part is absent. */
export function requirePart(parts: ReadonlyMap<string, Uint8Array>, name: string): Uint8Array {
  const bytes = parts.get(name);
  if (bytes === undefined) throw new ModelFormatError(`The model lacks its part "${name}".`);
  return bytes;
}
