import { Command } from 'commander';
import type { SourceRemoval } from '../../ingest/index.ts';
import type { RemovalCounts } from '../../store/index.ts';
import { withApplication } from '../application.ts';
import { UsageError } from '../errors.ts';
import { refuseUnknownSource } from '../known-source.ts';
import type { CommonOptions } from '../options.ts';
import { runs } from '../run-command.ts';
import { table } from '../terminal/table.ts';

interface Options extends CommonOptions {
  readonly data?: boolean;
  readonly dryRun?: boolean;
  readonly yes?: boolean;
}

/** `portrait source remove <id>`: ends a source, with what came from it if that is wished. */
export function sourceRemoveCommand(): Command {
  const command = new Command('remove')
    .description('remove a source: how far it was read and, with --data, all that came from it')
    .argument('<id>', 'which source')
    .option('--data', 'take away all that came from it as well')
    .option('--dry-run', 'say how much that is, and change nothing')
    .option('--yes', 'really remove it');
  return runs<Options>(command, async (context, options, id) => {
    const source = id!;
    const { data = false, dryRun = false, yes = false } = options;
    if (!dryRun && !yes) {
      throw new UsageError(
        `This cannot be taken back. See how much it is with --dry-run, then add --yes.`,
      );
    }
    const configuration = await context.configuration();
    return withApplication(context, configuration, async (application) => {
      const { store, sources } = application.services;
      await refuseUnknownSource(store, sources.declared(), source);
      const removal = await sources.remove(source, { data, dryRun });
      const profilesUpdated = dryRun ? 0 : await application.update();
      const text = describe(source, removal, dryRun);
      return { data: { source, dryRun, ...removal, profilesUpdated }, text };
    });
  });
}

const PLACES: Readonly<Record<keyof RemovalCounts, string>> = {
  events: 'events (all versions)',
  items: 'items',
  traits: 'trait values',
  identities: 'identities that no other source gave',
  users: 'users of whom nothing is left',
  consents: 'consents granted (refusals stay)',
  deadLetters: 'dead letters',
  states: 'states of streams',
  profiles: 'profiles computed anew, or gone',
};

function describe(source: string, { counts, released }: SourceRemoval, dryRun: boolean): string {
  const rows = Object.entries(PLACES).map(([place, words]) => [
    words,
    counts[place as keyof RemovalCounts],
  ]);
  const end = dryRun
    ? 'Nothing was changed: this was a dry run.'
    : `${source} is removed, and not read again until \`portrait source resume ${source}\`.`;
  return [table(['what', 'how much'], rows), ...released, end].join('\n');
}
