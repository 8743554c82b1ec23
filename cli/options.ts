import { type Command, InvalidArgumentError } from 'commander';

/** Options that every command takes, before or after its name. */
export interface CommonOptions {
  readonly config?: string;
  readonly folder?: string;
  readonly json?: boolean;
  readonly verbose?: boolean;
}

export function addCommonOptions(command: Command): Command {
  // A command may have its own meaning for one of these; it declares it first.
  const taken = new Set(command.options.map(({ long }) => long));
  const add = (flags: string, long: string, description: string): void => {
    if (!taken.has(long)) command.option(flags, description);
  };
  add('-c, --config <file>', '--config', 'the configuration (default: portrait.yaml)');
  add('--folder <folder>', '--folder', 'work in this folder (default: the current one)');
  add('--json', '--json', 'print one JSON document on standard output and nothing else');
  add('--verbose', '--verbose', 'log everything, and show where an error happened');
  return command;
}

/** Reads an option's value as a whole number of at least `least`. */
export function wholeNumber(least: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (!/^\d+$/.test(text) || value < least || !Number.isSafeInteger(value)) {
      throw new InvalidArgumentError(`Give a whole number of at least ${least}.`);
    }
    return value;
  };
}
