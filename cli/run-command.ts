import type { Command } from 'commander';
import { CommandContext } from './context.ts';
import { InterruptedError, problemOf } from './errors.ts';
import { EXIT_CODES, type ExitCode } from './exit-codes.ts';
import { addCommonOptions, type CommonOptions } from './options.ts';

/** What a command has found: for programs, for people, and how it ended. */
export interface CommandResult {
  readonly data: unknown;
  readonly text: string;
  readonly exitCode?: ExitCode;
}

type Action<Options> = (
  context: CommandContext,
  options: Options,
  ...positional: string[]
) => Promise<CommandResult | null>;

/**
 * Gives a command its common options and runs its action: prints the result, or the error as one
 * block, and sets the exit code. An action that has printed its result itself gives null.
 */
export function runs<Options extends CommonOptions>(
  command: Command,
  action: Action<Options>,
): Command {
  addCommonOptions(command);
  return command.action(async (...received: unknown[]) => {
    const positional = received.slice(0, command.registeredArguments.length) as string[];
    const options = { ...ownOptions(command.parent), ...command.opts<Options>() };
    process.exitCode = await execute(options, (context) => action(context, options, ...positional));
  });
}

function ownOptions(command: Command | null): CommonOptions {
  return command === null ? {} : { ...ownOptions(command.parent), ...command.opts() };
}

async function execute(
  options: CommonOptions,
  action: (context: CommandContext) => Promise<CommandResult | null>,
): Promise<ExitCode> {
  const interrupt = new AbortController();
  const stop = (): void => interrupt.abort(new InterruptedError());
  process.on('SIGINT', stop).on('SIGTERM', stop);
  const context = new CommandContext(options, interrupt.signal);
  try {
    const result = await action(context);
    if (result === null) return EXIT_CODES.ok;
    context.output.result(result.data, result.text);
    return result.exitCode ?? EXIT_CODES.ok;
  } catch (error) {
    const problem = problemOf(error);
    context.output.problem(problem, error);
    return problem.exitCode;
  } finally {
    process.off('SIGINT', stop).off('SIGTERM', stop);
  }
}
