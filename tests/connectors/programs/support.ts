import { readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { setTimeout as pause } from 'node:timers/promises';
import { OutputTail } from '../../../connectors/programs/output-tail.ts';
import type { Program, ProgramArgument } from '../../../connectors/programs/program.ts';
import { runProgram } from '../../../connectors/programs/run-program.ts';

/** A program of one Node script. */
export function nodeProgram(script: string, fields: Partial<Program> = {}): Program {
  return {
    name: 'test-program',
    image: null,
    command: [process.execPath, '-e', script, '--'],
    environment: {},
    secrets: [],
    folder: import.meta.dirname,
    maxLineBytes: 1_048_576,
    silenceMs: 30_000,
    graceMs: 300,
    ...fields,
  };
}

/** Every line that a program prints. */
export async function linesPrinted(
  program: Program,
  args: readonly ProgramArgument[] = [],
  signal = new AbortController().signal,
): Promise<string[]> {
  const lines: string[] = [];
  for await (const line of runProgram(program, args, new OutputTail(program.secrets), signal)) {
    lines.push(line.bytes.toString());
  }
  return lines;
}

/** The private folders of programs that exist now, whoever made them. */
export function privateFolders(): string[] {
  return readdirSync(tmpdir()).filter((name) => name.startsWith('portrait-program-'));
}

/** Whether a process is there and not only its entry, which waits for its parent. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return !/^State:\s+[ZX]/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
}

/** Waits until something is so, for a while. */
export async function until(condition: () => boolean, milliseconds = 10_000): Promise<boolean> {
  for (let waited = 0; waited < milliseconds; waited += 20) {
    if (condition()) return true;
    await pause(20);
  }
  return condition();
}
