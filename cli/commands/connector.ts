import { Command } from 'commander';
import { connectorListCommand } from './connector-list.ts';
import { connectorNewCommand } from './connector-new.ts';
import { connectorTestCommand } from './connector-test.ts';

/** `portrait connector …`: the kinds of source. */
export function connectorCommand(): Command {
  return new Command('connector')
    .description('list the kinds of source, begin a new one, and try them')
    .addCommand(connectorListCommand())
    .addCommand(connectorNewCommand())
    .addCommand(connectorTestCommand());
}
