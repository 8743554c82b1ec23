import { globSync, readdirSync, statSync } from 'node:fs';
import { basename, dirname, join, relative, resolve } from 'node:path';
import type { ConnectorContext } from '../contract/connector.ts';
import { ConnectorConfigError } from '../contract/errors.ts';
import type { FileStreamConfig, FilesConfig } from './config.ts';
import { type FileContent, localFile } from './file-content.ts';
import { findObjects, isObjectPath } from './s3/find-objects.ts';

export type FileFormat = 'csv' | 'jsonl' | 'parquet';

/** A file of a stream: `name` is how states and messages call it, wherever the folder moves. */
export interface FoundFile {
  readonly name: string;
  readonly size: number;
  readonly format: FileFormat;
  readonly isGzip: boolean;
  readonly content: FileContent;
}

/**
 * The files of a stream in the order of their names.
 * @throws {ConnectorConfigError} where there is none, or a format cannot be told from a name
 */
export async function findFiles(
  stream: FileStreamConfig,
  config: FilesConfig,
  context: ConnectorContext,
): Promise<FoundFile[]> {
  const found = isObjectPath(stream.path)
    ? await findObjects(stream, config.s3, context)
    : localFiles(stream, context.baseFolder);
  return found.map((file) => ({ ...file, ...formatOf(file.name, stream) }));
}

/** @throws {ConnectorConfigError} where the format is not to be told, or does not go with gzip */
function formatOf(name: string, stream: FileStreamConfig): Pick<FoundFile, 'format' | 'isGzip'> {
  const isGzip = /\.gz$/i.test(name);
  const format = stream.format ?? formatOfName(isGzip ? name.slice(0, -3) : name);
  if (format === null) {
    throw new ConnectorConfigError(
      `Stream "${stream.name}": the format of ${basename(name)} is not to be told from its name; say format: csv, jsonl or parquet.`,
    );
  }
  if (format === 'parquet' && isGzip) {
    throw new ConnectorConfigError(
      `Stream "${stream.name}": ${basename(name)} is a gzipped Parquet file; unpack it, Parquet compresses its own pages.`,
    );
  }
  return { format, isGzip };
}

function localFiles(stream: FileStreamConfig, baseFolder: string): NamedContent[] {
  const found = matching(stream.path, baseFolder);
  if (found.length === 0) {
    throw new ConnectorConfigError(
      `Stream "${stream.name}": no file matches ${stream.path} in ${baseFolder}${nearby(stream.path, baseFolder)}.`,
    );
  }
  return found.map((file) => ({
    name: relative(baseFolder, file),
    size: statSync(file, { throwIfNoEntry: false })?.size ?? 0,
    content: localFile(file),
  }));
}

type NamedContent = Pick<FoundFile, 'name' | 'size' | 'content'>;

/** Files only, and a name with brackets of its own is a name before it is a pattern. */
function matching(path: string, baseFolder: string): string[] {
  const isFile = (file: string) => statSync(file, { throwIfNoEntry: false })?.isFile() === true;
  const named = resolve(baseFolder, path);
  if (isFile(named)) return [named];
  return globSync(path, { cwd: baseFolder })
    .map((file) => resolve(baseFolder, file))
    .filter(isFile)
    .sort();
}

function formatOfName(file: string): FileFormat | null {
  if (/\.(csv|tsv)$/i.test(file)) return 'csv';
  if (/\.(jsonl|ndjson)$/i.test(file)) return 'jsonl';
  return /\.(parquet|pq)$/i.test(file) ? 'parquet' : null;
}

/** What does lie in the folder, as a help against typing errors. */
function nearby(path: string, baseFolder: string): string {
  let folder = resolve(baseFolder, path);
  for (;;) {
    folder = dirname(folder);
    try {
      const names = readdirSync(folder).sort().slice(0, 8);
      const shown = relative(baseFolder, folder) || '.';
      return names.length === 0 ? `; ${shown} is empty` : `; ${shown} holds ${names.join(', ')}`;
    } catch {
      if (folder === dirname(folder)) return '';
      if (join(folder) === resolve(baseFolder)) return '; that folder does not exist';
    }
  }
}
