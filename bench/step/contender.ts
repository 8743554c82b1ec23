import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { StepTimes } from './steps.ts';

/** What every contender is told: one core each. */
const ONE_CORE = {
  OMP_NUM_THREADS: '1',
  TF_NUM_INTRAOP_THREADS: '1',
  TF_NUM_INTEROP_THREADS: '1',
};

/** A process that trains when it is told to. */
export class Contender {
  readonly #lines: AsyncIterator<string>;

  private constructor(private readonly child: ChildProcess) {
    this.#lines = createInterface({ input: child.stdout! })[Symbol.asyncIterator]();
  }

  /** @throws {Error} where the process ends before it is ready */
  static async start(
    command: readonly string[],
    environment: Readonly<Record<string, string>> = {},
  ): Promise<Contender> {
    const child = spawn(command[0], command.slice(1), {
      stdio: ['pipe', 'pipe', 'inherit'],
      env: { ...process.env, ...ONE_CORE, ...environment },
    });
    child.on('error', () => undefined);
    const contender = new Contender(child);
    await contender.#answer();
    return contender;
  }

  run(steps: number, noise: number): Promise<StepTimes> {
    this.child.stdin?.write(`${JSON.stringify({ steps, noise })}\n`);
    return this.#answer() as Promise<StepTimes>;
  }

  stop(): void {
    this.child.stdin?.end();
  }

  async #answer(): Promise<unknown> {
    const { value, done } = await this.#lines.next();
    if (done) throw new Error(`${this.child.spawnfile} ended without an answer.`);
    return JSON.parse(value);
  }
}
