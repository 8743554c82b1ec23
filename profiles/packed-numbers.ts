import { endianness } from 'node:os';

/** Numbers that are none cannot be stored. */
export class NotFiniteError extends Error {
  override readonly name = 'NotFiniteError';
}

/**
 * Numbers as base64 of their bytes, little endian: to write each in digits took a tenth of the time that making a
 * profile takes, and twice the room.
 * @throws {NotFiniteError}
 */
export function packNumbers(numbers: Float32Array | Float64Array): string {
  if (!numbers.every(Number.isFinite)) throw new NotFiniteError('A number is not finite.');
  const { buffer, byteOffset, byteLength, BYTES_PER_ELEMENT } = numbers;
  const bytes = Buffer.from(buffer, byteOffset, byteLength);
  return littleEndian(bytes, BYTES_PER_ELEMENT).toString('base64');
}

/** 32-bit floats as `packNumbers` wrote them. */
export function unpackFloats(text: string): Float32Array {
  return new Float32Array(alignedBytes(text, 4));
}

/** 64-bit floats as `packNumbers` wrote them. */
export function unpackDoubles(text: string): Float64Array {
  return new Float64Array(alignedBytes(text, 8));
}

/** Copied, because a buffer of Node need not begin at a multiple of the numbers' width. */
function alignedBytes(text: string, width: number): ArrayBuffer {
  return Uint8Array.from(littleEndian(Buffer.from(text, 'base64'), width)).buffer;
}

function littleEndian(bytes: Buffer, width: number): Buffer {
  if (endianness() === 'LE') return bytes;
  const copy = Buffer.from(bytes);
  return width === 4 ? copy.swap32() : copy.swap64();
}
