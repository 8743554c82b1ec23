import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { PeerAbsentError } from '../benchmark.ts';

const run = promisify(execFile);
const PACKAGES = ['torch==2.5.1', 'numpy==2.1.3'];

/**
 * A Python that has PyTorch: `BENCH_PYTHON`, the machine's own, or one with a place for its packages of its
 * own, which is made the first time and found again.
 * @throws {PeerAbsentError} where there is no Python, or its packages cannot be had
 */
export async function findPyTorch(onProgress: (message: string) => void): Promise<string> {
  const place = join(tmpdir(), `portrait-bench-${PACKAGES[0].replace('==', '-')}`);
  const own = join(place, 'bin', 'python');
  const given = process.env.BENCH_PYTHON;
  if (given !== undefined) {
    if (await hasPyTorch(given)) return given;
    throw new PeerAbsentError(`BENCH_PYTHON is ${given}, which cannot import torch and numpy.`);
  }
  for (const python of ['python3', own]) if (await hasPyTorch(python)) return python;
  try {
    onProgress(`installing ${PACKAGES.join(' and ')} in ${place}`);
    if (!existsSync(own)) await run('python3', ['-m', 'venv', place]);
    await run(own, ['-m', 'pip', 'install', '--quiet', ...PACKAGES]);
  } catch (error) {
    const why = error instanceof Error ? error.message.split('\n').at(-1) : String(error);
    throw new PeerAbsentError(`PyTorch, the peer, cannot be installed: ${why}`);
  }
  return own;
}

async function hasPyTorch(python: string): Promise<boolean> {
  return run(python, ['-c', 'import numpy, torch']).then(
    () => true,
    () => false,
  );
}
