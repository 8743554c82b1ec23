import { matchesGlob } from 'node:path/posix';
import type { ConnectorContext } from '../../contract/connector.ts';
import { ConnectorConfigError } from '../../contract/errors.ts';
import type { FileStreamConfig, S3Config } from '../config.ts';
import type { FileContent } from '../file-content.ts';
import { Bucket, type ListedObject } from './object-store.ts';

const PATH = /^s3:\/\/([^/]+)\/(.+)$/;
const GLOB = /[*?[{!+@(]/;

export const isObjectPath = (path: string): boolean => path.startsWith('s3://');

/**
 * The objects of a stream in the order of their keys.
 * @throws {ConnectorConfigError} where there is none, or the store does not let us look
 */
export async function findObjects(
  stream: FileStreamConfig,
  config: S3Config | undefined,
  context: ConnectorContext,
): Promise<{ name: string; size: number; content: FileContent }[]> {
  const [, name, pattern] = PATH.exec(stream.path) ?? [];
  if (name === undefined || config === undefined) {
    throw new ConnectorConfigError(
      name === undefined
        ? `Stream "${stream.name}": ${stream.path} must look like s3://bucket/folder/*.jsonl.gz.`
        : `Stream "${stream.name}": set \`s3\` (endpoint, region, access key) to read from ${stream.path}.`,
    );
  }
  const bucket = new Bucket(name, config, context);
  const found: ListedObject[] = [];
  const others: string[] = [];
  for await (const object of bucket.list(prefixOf(pattern))) {
    if (object.key === pattern || matchesGlob(object.key, pattern)) found.push(object);
    else if (others.length < 8) others.push(object.key);
  }
  if (found.length === 0) {
    const hint = others.length === 0 ? '' : `; there are ${others.join(', ')}`;
    throw new ConnectorConfigError(
      `Stream "${stream.name}": no object matches ${stream.path}${hint}.`,
    );
  }
  found.sort((left, right) => (left.key < right.key ? -1 : 1));
  return found.map((object) => ({
    name: bucket.placeOf(object.key),
    size: object.size,
    content: objectContent(bucket, object),
  }));
}

/** The part of a pattern that every match begins with. */
function prefixOf(pattern: string): string {
  const glob = pattern.search(GLOB);
  return glob < 0 ? pattern : pattern.slice(0, glob);
}

/** An object is replaced as a whole, never grown: its tag says whether it is the same one. */
function objectContent(bucket: Bucket, object: ListedObject): FileContent {
  const { size, etag } = object;
  return {
    inspect: async () => ({
      size,
      modifiedMs: 0,
      head: etag,
      tail: etag,
      rows: 0,
      isComplete: false,
    }),
    endsAt: null,
    bytes: (length) => bucket.bytes(object, 0, Math.min(length, size)),
    buffer: async () => ({
      byteLength: size,
      slice: async (start, end = size) => {
        const [from, until] = [start, end].map((place) => (place < 0 ? size + place : place));
        const pieces: Buffer[] = [];
        for await (const piece of bucket.bytes(object, from, Math.min(until, size))) {
          pieces.push(piece);
        }
        const bytes = Buffer.concat(pieces);
        return bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength);
      },
    }),
  };
}
