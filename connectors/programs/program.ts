import { accessSync, constants } from 'node:fs';
import { delimiter, join, resolve } from 'node:path';
import { ConnectorConfigError } from '../contract/errors.ts';
import type { Json } from '../contract/json.ts';

/** An argument as it is, or a document that is given as the path of a private file. */
export type ProgramArgument = string | { readonly file: string; readonly content: Json };

/** A program that speaks a protocol of messages, and how it is started. */
export interface Program {
  /** What it is called in messages: a program's file name or an image. */
  readonly name: string;
  /** The container image that holds it; null where it runs on this machine. */
  readonly image: string | null;
  /** The file to run with its first arguments; Docker's where there is an image. */
  readonly command: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  /** What may appear in no output. */
  readonly secrets: readonly string[];
  /** Relative paths are read from here, the program's own included. */
  readonly folder: string;
  /** A longer line of its output goes to the dead letters unread. */
  readonly maxLineBytes: number;
  /** How long it may print nothing before it is ended. */
  readonly silenceMs: number;
  /** How long it may take to end by itself once it is asked to. */
  readonly graceMs: number;
}

/**
 * The file that a program's command names: a path (relative to its folder) or a name on the PATH.
 * @throws {ConnectorConfigError} where there is none that can be run
 */
export function executableOf({ command: [name], image, folder }: Program): string {
  const places = name.includes('/')
    ? [resolve(folder, name)]
    : (process.env.PATH ?? '').split(delimiter).map((place) => join(place, name));
  const found = places.find(isExecutable);
  if (found !== undefined) return found;
  if (image !== null) {
    throw new ConnectorConfigError(
      `The image ${image} needs Docker, and there is no \`docker\` on the PATH. Install it, or give the source as a \`program\` instead of an \`image\`.`,
    );
  }
  const where = name.includes('/') ? 'at that path' : 'on the PATH';
  throw new ConnectorConfigError(
    `There is no program "${name}" ${where} that can be run. Install it (for a Python package: python3 -m venv, then pip install) and give its path as \`program\`.`,
  );
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
