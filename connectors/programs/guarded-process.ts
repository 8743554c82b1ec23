import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';

/** How a process ended. */
export interface ProcessEnd {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/**
 * Runs beside the program in its process group and waits on a pipe that this process holds open. When
 * this process ends in whatever way, a kill -9 included, the pipe breaks: then the whole group is ended
 * and the private files are removed. Arguments: the folder, the container's name or '', the command.
 */
const GUARD = `
folder=$1 container=$2; shift 2
exec 3<&0
(
  trap '' TERM INT HUP
  exec >/dev/null 2>&1
  read -r _ <&3
  rm -rf -- "$folder"
  kill -s TERM -- -$$
  [ -z "$container" ] || docker rm -f "$container"
  sleep 2
  kill -s KILL -- -$$
) &
exec "$@" 3<&- </dev/null
`;

export interface GuardedOptions {
  readonly cwd: string;
  readonly environment: Readonly<Record<string, string>>;
  /** Removed where this process dies before it could do so itself. */
  readonly folder: string;
  /** The name of the container that the command runs; null where it runs none. */
  readonly container: string | null;
  /** How long it may take to end by itself once it is asked to. */
  readonly graceMs: number;
}

/** A process group of its own, of which nothing is left once it is stopped. */
export class GuardedProcess {
  readonly #child: ChildProcess;
  readonly #container: string | null;
  readonly #graceMs: number;
  readonly ended: Promise<ProcessEnd>;

  constructor(command: readonly string[], options: GuardedOptions) {
    const { cwd, environment, folder, container } = options;
    this.#container = container;
    this.#graceMs = options.graceMs;
    this.#child = spawn(
      '/bin/sh',
      ['-c', GUARD, 'portrait-guard', folder, container ?? '', ...command],
      { cwd, env: environment, stdio: ['pipe', 'pipe', 'pipe'], detached: true },
    );
    this.ended = new Promise((done, fail) => {
      this.#child.once('error', fail);
      this.#child.once('exit', (code, signal) => {
        // What the program leaves behind would keep its output open for ever.
        this.#signal('SIGKILL');
        done({ code, signal });
      });
    });
    // Whoever waits hears of it; a spawn that fails before anybody waits must not end this process.
    this.ended.catch(() => undefined);
    // The guard's end of the pipe is gone once the group is; that is no error of ours.
    this.#child.stdin!.on('error', () => undefined);
  }

  get output(): AsyncIterable<Buffer> {
    return this.#child.stdout!;
  }

  onError(take: (chunk: Buffer) => void): void {
    this.#child.stderr!.on('data', take);
  }

  /** Asks the group to end, insists after a while, and waits until it is gone. */
  async stop(): Promise<void> {
    if (this.#isRunning) {
      this.#signal('SIGTERM');
      const given = new AbortController();
      const grace = pause(this.#graceMs, undefined, { signal: given.signal }).catch(
        () => undefined,
      );
      await Promise.race([this.ended.catch(() => undefined), grace]);
      given.abort();
      if (this.#isRunning) {
        this.#signal('SIGKILL');
        // A container is not of this group: it outlives the command that started it.
        if (this.#container !== null) await removeContainer(this.#container);
      }
    }
    await this.ended.catch(() => undefined);
    this.#child.stdout?.destroy();
    this.#child.stderr?.destroy();
    this.#child.stdin?.destroy();
  }

  get #isRunning(): boolean {
    const { pid, exitCode, signalCode } = this.#child;
    return pid !== undefined && exitCode === null && signalCode === null;
  }

  #signal(signal: NodeJS.Signals): void {
    try {
      if (this.#child.pid !== undefined) process.kill(-this.#child.pid, signal);
    } catch (error) {
      // Gone already; or, as some systems say it of a process that has just ended, not ours.
      const { code } = error as NodeJS.ErrnoException;
      if (code !== 'ESRCH' && code !== 'EPERM') throw error;
    }
  }
}

async function removeContainer(name: string): Promise<void> {
  const child = spawn('docker', ['rm', '-f', name], { stdio: 'ignore' });
  await Promise.race([once(child, 'exit'), once(child, 'error')]).catch(() => undefined);
}
