import avro, { type Schema, type Type } from 'avsc';
import type { Json } from '../../contract/json.ts';
import { UndecodableError } from './undecodable.ts';

/** Decimals of at most so many digits are exact as numbers; longer ones stay text. */
const EXACT_DIGITS = 15;

/** Whole numbers of 64 bits: exact as numbers, or as text where a number could not hold them. */
const long = avro.types.LongType.__with({
  fromBuffer: (bytes: Buffer) => {
    const value = bytes.readBigInt64LE();
    const number = Number(value);
    return Number.isSafeInteger(number) ? number : value.toString();
  },
  toBuffer: (value: number | string) => {
    const bytes = Buffer.alloc(8);
    bytes.writeBigInt64LE(BigInt(value));
    return bytes;
  },
  fromJSON: Number,
  toJSON: (value: unknown) => value,
  isValid: (value: unknown) => typeof value === 'number' || typeof value === 'string',
  compare: (left: number, right: number) => Math.sign(left - right),
});

/** A logical type that is read only: `read` turns what lies below it into JSON. */
function logical(read: (value: never, schema: { scale?: number }) => unknown) {
  return class extends avro.types.LogicalType {
    #schema: { scale?: number };

    constructor(schema: Schema, options?: object) {
      super(schema, options);
      this.#schema = schema as { scale?: number };
    }

    override _fromValue(value: unknown): unknown {
      return read(value as never, this.#schema);
    }

    override _toValue(): unknown {
      return undefined;
    }
  };
}

const instant = (unitsPerMs: number) =>
  logical((value: number | string) => {
    const time = new Date(Number(value) / unitsPerMs);
    return Number.isNaN(time.getTime()) ? value : time.toISOString();
  });

const logicalTypes = {
  'timestamp-millis': instant(1),
  'timestamp-micros': instant(1000),
  'local-timestamp-millis': instant(1),
  'local-timestamp-micros': instant(1000),
  date: logical((days: number) => new Date(days * 86_400_000).toISOString().slice(0, 10)),
  decimal: logical((bytes: Buffer, { scale = 0 }) => decimal(bytes, scale)),
};

/** What a schema's references name, by name. */
export type NamedTypes = Record<string, Type>;

/** @throws {UndecodableError} where the text is no Avro schema */
export function avroType(schema: string, named: NamedTypes = {}): Type {
  try {
    return avro.Type.forSchema(JSON.parse(schema) as Schema, {
      registry: { ...named, long },
      logicalTypes,
      wrapUnions: 'auto',
    });
  } catch (error) {
    throw new UndecodableError('The schema is not one of Avro.', { cause: error });
  }
}

/** One value without any head, as JSON. @throws {UndecodableError} */
export function decodeAvro(type: Type, body: Buffer): Json {
  let value: unknown;
  try {
    value = type.fromBuffer(body);
  } catch {
    throw new UndecodableError('The value does not fit its Avro schema.');
  }
  return plain(value);
}

function plain(value: unknown): Json {
  if (Buffer.isBuffer(value)) return value.toString('base64');
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value === 'number' && !Number.isFinite(value)) return null;
  if (value === null || typeof value !== 'object') return (value ?? null) as Json;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, plain(member)]));
}

/** A two's complement number of any length, with `scale` digits after the point. */
function decimal(bytes: Buffer, scale: number): number | string {
  const unsigned = bytes.length === 0 ? 0n : BigInt(`0x${bytes.toString('hex')}`);
  const value = BigInt.asIntN(bytes.length * 8, unsigned);
  const digits = (value < 0n ? -value : value).toString().padStart(scale + 1, '0');
  const whole = digits.slice(0, digits.length - scale);
  const sign = value < 0n ? '-' : '';
  const text = `${sign}${whole}${scale === 0 ? '' : `.${digits.slice(-scale)}`}`;
  return digits.length <= EXACT_DIGITS ? Number(text) : text;
}
