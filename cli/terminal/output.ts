import type { Problem } from '../errors.ts';

type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };

export interface OutputOptions {
  /** Exactly one JSON document on standard output and nothing else there. */
  readonly json: boolean;
  /** Errors with their stacks, and log lines of every level. */
  readonly verbose: boolean;
}

/** All that the program prints: results on standard output, everything else on standard error. */
export class Output {
  private printed = false;

  constructor(
    private readonly options: OutputOptions,
    private readonly out: NodeJS.WritableStream = process.stdout,
    private readonly err: NodeJS.WritableStream = process.stderr,
  ) {}

  /** Prints a command's result: `data` for programs, `text` for people. */
  result(data: unknown, text: string): void {
    if (this.options.json && this.printed) return;
    this.printed = true;
    this.out.write(this.options.json ? `${JSON.stringify(data, null, 2)}\n` : `${text}\n`);
  }

  /** One line for the person who waits; never a result. */
  note(text: string): void {
    this.err.write(`${text}\n`);
  }

  /** For operators: a message with facts, without secrets or personal values. */
  log(message: string, facts: { readonly [key: string]: Json } = {}): void {
    if (!this.options.verbose) return;
    this.err.write(`${JSON.stringify({ message, ...facts })}\n`);
  }

  problem(problem: Problem, error: unknown): void {
    const { code, message, exitCode } = problem;
    this.err.write(`\nportrait: ${message.replaceAll('\n', '\n  ')}\n`);
    if (this.options.verbose && error instanceof Error) this.err.write(`\n${error.stack}\n`);
    else if (exitCode === 1)
      this.err.write('  Run it again with --verbose to see where it happened.\n');
    if (this.options.json) this.result({ error: { code, message, exitCode } }, '');
  }
}
