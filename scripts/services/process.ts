import { type SpawnOptions, spawn } from 'node:child_process';
import { existsSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';

/** Runs a program to its end. @throws {Error} with the end of its output where it fails */
export function run(
  command: string,
  args: readonly string[],
  options: SpawnOptions = {},
): Promise<string> {
  return new Promise((done, fail) => {
    const child = spawn(command, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    const collect = (chunk: Buffer) => {
      output += chunk.toString();
    };
    child.stdout?.on('data', collect);
    child.stderr?.on('data', collect);
    child.on('error', (error) => fail(new Error(`${command} cannot be run: ${error.message}`)));
    child.on('close', (status) => {
      if (status === 0) done(output);
      else fail(new Error(`${command} ended with ${status}:\n${output.slice(-2000)}`));
    });
  });
}

/** Starts a server that outlives this program; its output goes to a log, its number to `pidFile`. */
export function startDetached(
  command: string,
  args: readonly string[],
  options: SpawnOptions & { log: string; pidFile: string },
): void {
  const log = openSync(options.log, 'a');
  const child = spawn(command, args, {
    ...options,
    detached: true,
    stdio: ['ignore', log, log],
  });
  child.unref();
  writeFileSync(options.pidFile, String(child.pid));
}

/** The number of the running process that a pid file names; null where there is none. */
export function runningPid(pidFile: string): number | null {
  if (!existsSync(pidFile)) return null;
  const pid = Number(readFileSync(pidFile, 'utf8').split('\n')[0]);
  try {
    process.kill(pid, 0);
    return pid;
  } catch {
    rmSync(pidFile, { force: true });
    return null;
  }
}

/** Asks a process to end and waits until it has. */
export async function stopPid(pidFile: string, waitMs = 30_000): Promise<void> {
  const pid = runningPid(pidFile);
  if (pid === null) return;
  process.kill(pid, 'SIGTERM');
  for (let waited = 0; waited < waitMs; waited += 200) {
    if (runningPid(pidFile) === null) return;
    await pause(200);
  }
  process.kill(pid, 'SIGKILL');
  rmSync(pidFile, { force: true });
}

/** The wanted port of the loopback address if it is free, else any free one. */
export function freePort(wanted: number): Promise<number> {
  return new Promise((done, fail) => {
    const server = createServer();
    server.on('error', () => (wanted === 0 ? fail(new Error('No free port.')) : done(freePort(0))));
    server.listen(wanted, '127.0.0.1', () => {
      const address = server.address();
      const port = typeof address === 'object' && address !== null ? address.port : wanted;
      server.close(() => done(port));
    });
  });
}

/** Waits until something listens on a port. @throws {Error} naming the log when it does not */
export async function waitForPort(port: number, log: string, waitMs = 120_000): Promise<void> {
  for (let waited = 0; waited < waitMs; waited += 250) {
    if (await isOpen(port)) return;
    await pause(250);
  }
  throw new Error(`Nothing answers on port ${port}; its log is ${log}.`);
}

function isOpen(port: number): Promise<boolean> {
  return new Promise((done) => {
    const socket = connect(port, '127.0.0.1');
    socket.on('connect', () => {
      socket.destroy();
      done(true);
    });
    socket.on('error', () => done(false));
  });
}
