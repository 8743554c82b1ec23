import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { TestContext } from 'node:test';

const ROOT = path.resolve(import.meta.dirname, '../..');

export interface Run {
  readonly exitCode: number | null;
  readonly out: string;
  readonly err: string;
}

/** Runs the real program in a folder, as a shell would. */
export function portrait(
  folder: string,
  args: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): Promise<Run> {
  return new Promise((done, fail) => {
    const child = start(folder, args, environment);
    let out = '';
    let err = '';
    child.stdout.on('data', (chunk) => {
      out += chunk;
    });
    child.stderr.on('data', (chunk) => {
      err += chunk;
    });
    child.on('error', fail);
    child.on('close', (exitCode) => done({ exitCode, out, err }));
  });
}

export function start(
  folder: string,
  args: readonly string[],
  environment: Readonly<Record<string, string>> = {},
) {
  return spawn(process.execPath, [path.join(ROOT, 'bin/portrait.js'), ...args], {
    cwd: folder,
    env: { ...process.env, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

/** The one document that `--json` prints; anything else on standard output fails the test. */
export function documentOf<Shape = Record<string, unknown>>({ out, err }: Run): Shape {
  try {
    return JSON.parse(out);
  } catch {
    throw new Error(`Not one JSON document on standard output:\n${out}\n${err}`);
  }
}

export function temporaryFolder(test: Pick<TestContext, 'after'>): string {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'portrait-cli-'));
  test.after(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}
