import { existsSync } from 'node:fs';
import { statfs } from 'node:fs/promises';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { type Finding, ok, problem, warning } from './finding.ts';

const MAJORS = ['22', '24'];
const GIGABYTE = 1024 ** 3;

export function checkRuntime(): Finding {
  const { version } = process;
  if (MAJORS.includes(/^v(\d+)/.exec(version)![1]!)) return ok('runtime', `Node ${version}`);
  return problem(
    'runtime',
    `Node ${version} runs this; it was made for Node ${MAJORS.join(' or ')}.`,
    'Run it through npm (`npm run portrait -- …`), which uses the pinned runtime.',
  );
}

export function checkMemory(): Finding {
  const total = os.totalmem() / GIGABYTE;
  const message = `${total.toFixed(1)} GB of memory`;
  if (total >= 2) return ok('memory', message);
  return warning('memory', message, 'Training the demo takes up to 1.5 GB; use fewer --users.');
}

/** @param folder where the store lies or will lie */
export async function checkDisk(folder: string): Promise<Finding> {
  let existing = folder;
  while (!existsSync(existing)) existing = path.dirname(existing);
  const { bavail, bsize } = await statfs(existing);
  const free = (bavail * bsize) / GIGABYTE;
  const message = `${free.toFixed(1)} GB free in ${existing}`;
  if (free >= 2) return ok('disk', message);
  const mend = 'Make room, or put the store elsewhere with `store: folder:` in portrait.yaml.';
  return free >= 0.3 ? warning('disk', message, mend) : problem('disk', message, mend);
}

export async function checkPort(host: string, port: number): Promise<Finding> {
  if (port === 0) return ok('port', 'a free port is picked at each start');
  const code = await new Promise<string | null>((done) => {
    const probe = net.createServer();
    probe.once('error', (error: NodeJS.ErrnoException) => done(error.code ?? 'unknown'));
    probe.listen({ host, port }, () => probe.close(() => done(null)));
  });
  if (code === null) return ok('port', `${host}:${port} is free`);
  const mend = 'End the program that listens there, or set `server: port:` in portrait.yaml.';
  if (code === 'EADDRINUSE') return warning('port', `${host}:${port} is in use`, mend);
  return problem('port', `${host}:${port} cannot be listened on (${code})`, mend);
}

export async function checkBackend(): Promise<Finding> {
  const { openBackend } = await import('../../fusion/index.ts');
  try {
    const { reason } = await openBackend();
    return ok('tensor backend', reason);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return problem('tensor backend', message, 'Unset PORTRAIT_BACKEND to take what is there.');
  }
}
