import type { Command } from 'commander';
import type { DeadLetterFilter } from '../../store/index.ts';
import type { CommonOptions } from '../options.ts';

/** Which dead letters a command is about. */
export interface LetterOptions extends CommonOptions {
  readonly stream?: string;
  readonly reason?: string;
  readonly letter?: readonly string[];
}

export function addLetterOptions(command: Command): Command {
  return command
    .option('--stream <name>', 'only of this stream')
    .option('--reason <code>', 'only with this reason, as the letters say it')
    .option('--letter <id...>', 'only these, by their ids');
}

export function letterFilter({ stream, reason, letter }: LetterOptions): DeadLetterFilter {
  return { stream, reason, ids: letter };
}
