/** How the elements of an array are written in PostgreSQL's binary format. */
interface Element {
  /** The type's own number, which is the same in every database. */
  readonly oid: number;
  readonly size: (text: string) => number;
  readonly write: (into: Buffer, at: number, text: string) => void;
}

const utf8: Omit<Element, 'oid'> = {
  size: (text) => Buffer.byteLength(text),
  write: (into, at, text) => into.write(text, at),
};
/** The only version of the format there is. */
const JSONB_VERSION = 1;

/** By the name of the element's type. Only types that every PostgreSQL numbers alike can stand here. */
const ELEMENTS = {
  text: { oid: 25, ...utf8 },
  jsonb: {
    oid: 3802,
    size: (text) => 1 + Buffer.byteLength(text),
    write: (into, at, text) => {
      into.writeUInt8(JSONB_VERSION, at);
      into.write(text, at + 1);
    },
  },
  bigint: {
    oid: 20,
    size: () => 8,
    write: (into, at, text) => {
      const value = Number(text);
      into.writeInt32BE(Math.floor(value / 2 ** 32), at);
      into.writeUInt32BE(value >>> 0, at + 4);
    },
  },
  float8: {
    oid: 701,
    size: () => 8,
    write: (into, at, text) => into.writeDoubleBE(Number(text), at),
  },
  boolean: {
    oid: 16,
    size: () => 1,
    write: (into, at, text) => into.writeUInt8(text === 't' ? 1 : 0, at),
  },
} as const satisfies Record<string, Element>;

/** A type whose arrays can be sent as bytes. */
export type ElementType = keyof typeof ELEMENTS;

const sentOnce = new WeakSet<Uint8Array>();

/** Says that an array goes into one statement once: it may then be handed over instead of copied. */
export function sendOnce(array: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  sentOnce.add(array);
  return array;
}

export function isSentOnce(array: Uint8Array): array is Uint8Array<ArrayBuffer> {
  return sentOnce.has(array);
}

const FLOAT4 = 700;
const HEADER = 20;
const NULL = -1;

/**
 * An array in PostgreSQL's binary format, which both drivers pass on unread. Written as text the
 * server would take it apart sign by sign, which cost more than storing the rows.
 */
export function binaryArray(
  type: ElementType,
  values: readonly (string | null)[],
): Uint8Array<ArrayBuffer> {
  const { oid, size, write } = ELEMENTS[type];
  let total = HEADER;
  let hasNull = false;
  for (const value of values) {
    total += 4 + (value === null ? 0 : size(value));
    hasNull ||= value === null;
  }
  const bytes = begun(oid, values.length, total, hasNull);
  let at = HEADER;
  for (const value of values) {
    const length = value === null ? NULL : size(value);
    bytes.writeInt32BE(length, at);
    at += 4;
    if (value === null) continue;
    write(bytes, at, value);
    at += length;
  }
  return bytes;
}

/** A `float4[]` in the same format. */
export function binaryFloats(values: readonly number[]): Uint8Array<ArrayBuffer> {
  const bytes = begun(FLOAT4, values.length, HEADER + 8 * values.length, false);
  let at = HEADER;
  for (const value of values) {
    bytes.writeInt32BE(4, at);
    bytes.writeFloatBE(value, at + 4);
    at += 8;
  }
  return bytes;
}

/** The header: one dimension counted from 1, or none where there are no elements. */
function begun(oid: number, length: number, total: number, hasNull: boolean): Buffer<ArrayBuffer> {
  // Not out of the pool: what goes to another thread takes its whole memory along.
  const bytes = Buffer.allocUnsafeSlow(length === 0 ? 12 : total);
  bytes.writeInt32BE(length === 0 ? 0 : 1, 0);
  bytes.writeInt32BE(hasNull ? 1 : 0, 4);
  bytes.writeInt32BE(oid, 8);
  if (length === 0) return bytes;
  bytes.writeInt32BE(length, 12);
  bytes.writeInt32BE(1, 16);
  return bytes;
}
