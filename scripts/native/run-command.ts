import { spawn } from 'node:child_process';
import { ROOT } from './paths.ts';

export interface CommandResult {
  readonly ok: boolean;
  /** The last lines of standard output and standard error together. */
  readonly output: string;
}

export interface CommandOptions {
  readonly limitMs?: number;
  readonly env?: Readonly<Record<string, string>>;
}

/** Runs a command in the repository; one that is not there counts as failed. */
export function run(
  command: string,
  args: readonly string[],
  { limitMs = 900_000, env = {} }: CommandOptions = {},
): Promise<CommandResult> {
  return new Promise((resolve) => {
    const lines: string[] = [];
    const child = spawn(command, args, {
      cwd: ROOT,
      env: { ...process.env, ...env },
      timeout: limitMs,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const collect = (chunk: Buffer) => lines.push(...chunk.toString().split('\n'));
    child.stdout.on('data', collect);
    child.stderr.on('data', collect);
    const finish = (ok: boolean) => {
      resolve({
        ok,
        output: lines
          .filter((line) => line.trim() !== '')
          .slice(-30)
          .join('\n'),
      });
    };
    child.on('error', (error) => {
      lines.push(error.message);
      finish(false);
    });
    child.on('close', (code) => finish(code === 0));
  });
}
