import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { run } from './process.ts';
import type { Service } from './service.ts';

/** The versions of Python for which all pinned packages have wheels, the most likely first. */
const PYTHONS = ['python3.11', 'python3.12', 'python3.10', 'python3'];
const FITTING = /^3\.1[0-2]$/;

export interface PythonProgram {
  readonly name: string;
  /** The package that brings the program; its version, and those of all that it needs, are pinned. */
  readonly distribution: string;
  readonly program: string;
  /** The variable that tells tests where the program is. */
  readonly variable: string;
}

/**
 * A program of a Python package, in a virtual environment of its own. Nothing runs: connectors run it
 * when they read. It is big, so that it is only fetched when it is named.
 */
export function pythonProgram(options: PythonProgram): Service {
  const { name, program, variable } = options;
  return {
    name,
    onlyWhenNamed: true,
    async start(folder) {
      const pinned = join(import.meta.dirname, 'pinned', `${name}.txt`);
      const environment = join(folder, 'venv');
      const installed = join(folder, 'installed.txt');
      const wanted = readFileSync(pinned, 'utf8');
      // Written last: what an interrupted installation left is not taken for a whole one.
      if (!existsSync(installed) || readFileSync(installed, 'utf8') !== wanted) {
        rmSync(environment, { recursive: true, force: true });
        mkdirSync(folder, { recursive: true });
        await run(await fittingPython(options), ['-m', 'venv', environment]);
        const pip = ['install', '--quiet', '--disable-pip-version-check', '--only-binary=:all:'];
        await run(join(environment, 'bin', 'pip'), [...pip, '--no-deps', '-r', pinned]);
        writeFileSync(installed, wanted);
      }
      return { [variable]: join(environment, 'bin', program) };
    },
    stop: async () => undefined,
  };
}

async function fittingPython({ distribution }: PythonProgram): Promise<string> {
  const code = 'import sys, ensurepip; print("%d.%d" % sys.version_info[:2])';
  for (const python of PYTHONS) {
    const version = await run(python, ['-c', code]).catch(() => '');
    if (FITTING.test(version.trim())) return python;
  }
  throw new Error(
    `${distribution} needs Python 3.10, 3.11 or 3.12 with venv (Debian: python3-venv); none of ${PYTHONS.join(', ')} is one.`,
  );
}
