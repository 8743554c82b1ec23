import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { createInterface } from 'node:readline';

/** A checkout as a newcomer has it: the tracked files alone, in a folder of its own. */
export interface Newcomer {
  readonly folder: string;
  run(command: string): Promise<{ status: number | null; output: string }>;
  start(): Promise<{ address: string; token: string; stop: () => Promise<void> }>;
  leave(): void;
}

/** Copies the checkout's files (those git knows or would add) and shares its node_modules. */
export function arrive(root: string): Newcomer {
  const folder = mkdtempSync(join(tmpdir(), 'portrait-newcomer-'));
  const listed = execFileSync('git', ['ls-files', '-co', '--exclude-standard', '-z'], {
    cwd: root,
    encoding: 'utf8',
  });
  for (const file of listed.split('\0').filter((name) => name !== '')) {
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    cpSync(join(root, file), join(folder, file), { preserveTimestamps: true });
  }
  symlinkSync(resolve(root, 'node_modules'), join(folder, 'node_modules'), 'dir');
  return {
    folder,
    run: (command) => run(folder, command),
    start: () => start(folder),
    leave: () => rmSync(folder, { recursive: true, force: true }),
  };
}

function run(folder: string, command: string): Promise<{ status: number | null; output: string }> {
  return new Promise((done) => {
    const child = spawn('bash', ['-euo', 'pipefail', '-c', command], { cwd: folder });
    let output = '';
    const collect = (chunk: Buffer) => {
      output += chunk.toString();
    };
    child.stdout.on('data', collect);
    child.stderr.on('data', collect);
    child.on('close', (status) => done({ status, output }));
  });
}

/** Runs `npm start` until it prints where it listens and the token to use. */
function start(
  folder: string,
): Promise<{ address: string; token: string; stop: () => Promise<void> }> {
  return new Promise((done, fail) => {
    const child = spawn('npm', ['start'], { cwd: folder, detached: true });
    const lines: string[] = [];
    let address = '';
    const read = (line: string) => {
      lines.push(line);
      address ||= /(http:\/\/127\.0\.0\.1:\d+)/.exec(line)?.[1] ?? '';
      const token = /token:?\s+(\S+)/i.exec(line)?.[1];
      if (token !== undefined && address !== '') {
        done({ address, token, stop: stopperOf(child) });
      }
    };
    createInterface({ input: child.stdout }).on('line', read);
    createInterface({ input: child.stderr }).on('line', read);
    child.on('close', (status) =>
      fail(new Error(`npm start ended with ${status}:\n${lines.slice(-40).join('\n')}`)),
    );
  });
}

/**
 * Ends a started process group and waits until it is gone. May be called again, also when the
 * processes have ended by themselves: there is nothing left to signal then.
 */
export function stopperOf(child: ChildProcess): () => Promise<void> {
  const gone = new Promise<void>((done) => {
    child.once('close', () => done());
  });
  let stopping = false;
  return () => {
    const running = child.exitCode === null && child.signalCode === null;
    if (!stopping && running && child.pid !== undefined) process.kill(-child.pid, 'SIGTERM');
    stopping = true;
    return gone;
  };
}
