import { readFileSync } from 'node:fs';
import path from 'node:path';
import { LineCounter, parseDocument } from 'yaml';
import { UsageError } from './errors.ts';

/**
 * Reads a file of JSON or YAML (every JSON document is one of YAML).
 * @throws {UsageError} where it is not there, or with the place of the first mistake
 */
export function readDocument(folder: string, file: string): unknown {
  const lineCounter = new LineCounter();
  let text: string;
  try {
    text = readFileSync(path.resolve(folder, file), 'utf8');
  } catch (cause) {
    throw new UsageError(`${file} cannot be read; give the path of a JSON or YAML file.`, {
      cause,
    });
  }
  const document = parseDocument(text, { lineCounter });
  const [error] = document.errors;
  if (error !== undefined) throw new UsageError(`${file}: ${error.message}`);
  return document.toJS();
}
