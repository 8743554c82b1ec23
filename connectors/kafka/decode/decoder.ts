import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { ConnectorContext } from '../../contract/connector.ts';
import { ConnectorConfigError } from '../../contract/errors.ts';
import type { Json } from '../../contract/json.ts';
import type { KafkaConfig, TopicStream } from '../config.ts';
import { avroType, decodeAvro } from './avro.ts';
import { decodeJson, HEAD_BYTES } from './json.ts';
import { SchemaRegistry } from './registry.ts';
import { UndecodableError } from './undecodable.ts';

/** Turns a message's value into JSON. @throws {UndecodableError} for one that is no such value */
export type Decode = (value: Buffer) => Json | Promise<Json>;

/** @throws {ConnectorConfigError} where the schema file cannot be read or is no schema */
export async function decoderOf(
  { name, format, schema }: TopicStream,
  { registry }: KafkaConfig,
  context: ConnectorContext,
): Promise<Decode> {
  if (format === 'json') return decodeJson;
  if (schema !== undefined) {
    const type = await typeOfFile(name, schema, context.baseFolder);
    return (value) => decodeAvro(type, value);
  }
  const schemas = new SchemaRegistry(registry!, context);
  return async (value) => {
    if (value.length < HEAD_BYTES || value[0] !== 0) {
      throw new UndecodableError(
        'The value names no schema: it was not written through a registry.',
      );
    }
    const type = await schemas.type(value.readUInt32BE(1));
    return decodeAvro(type, value.subarray(HEAD_BYTES));
  };
}

async function typeOfFile(stream: string, file: string, folder: string) {
  let text: string;
  try {
    text = await readFile(path.resolve(folder, file), 'utf8');
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : 'unknown error';
    throw new ConnectorConfigError(`Stream "${stream}": ${file} cannot be read (${code}).`);
  }
  try {
    return avroType(text);
  } catch (error) {
    throw new ConnectorConfigError(`Stream "${stream}": ${file} is no Avro schema.`, {
      cause: error,
    });
  }
}
