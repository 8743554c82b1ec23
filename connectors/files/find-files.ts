import { globSync, readdirSync, statSync } from 'node:fs';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { ConnectorConfigError } from '../contract/errors.ts';
import type { FileStreamConfig } from './config.ts';

export type FileFormat = 'csv' | 'jsonl' | 'parquet';

/** A file of a stream: `name` is how states and messages call it, wherever the folder moves. */
export interface FoundFile {
  readonly name: string;
  readonly file: string;
  readonly format: FileFormat;
  readonly isGzip: boolean;
}

/**
 * The files of a stream in the order of their names.
 * @throws {ConnectorConfigError} where there is none, or a format cannot be told from a name
 */
export function findFiles(stream: FileStreamConfig, baseFolder: string): FoundFile[] {
  const found = matching(stream.path, baseFolder);
  if (found.length === 0) {
    throw new ConnectorConfigError(
      `Stream "${stream.name}": no file matches ${stream.path} in ${baseFolder}${nearby(stream.path, baseFolder)}.`,
    );
  }
  return found.map((file) => {
    const isGzip = /\.gz$/i.test(file);
    const format = stream.format ?? formatOf(isGzip ? file.slice(0, -3) : file);
    if (format === null) {
      throw new ConnectorConfigError(
        `Stream "${stream.name}": the format of ${basename(file)} is not to be told from its name; say format: csv, jsonl or parquet.`,
      );
    }
    if (format === 'parquet' && isGzip) {
      throw new ConnectorConfigError(
        `Stream "${stream.name}": ${basename(file)} is a gzipped Parquet file; unpack it, Parquet compresses its own pages.`,
      );
    }
    return { name: relative(baseFolder, file), file, format, isGzip };
  });
}

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

function formatOf(file: string): FileFormat | null {
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
