import { Command } from 'commander';
import { UsageError } from '../errors.ts';
import { withKnownSource } from '../known-source.ts';
import { runs } from '../run-command.ts';
import { addLetterOptions, type LetterOptions, letterFilter } from './letter-options.ts';

interface Options extends LetterOptions {
  readonly yes?: boolean;
}

/** `portrait source discard <id>`: drops dead letters for good. */
export function sourceDiscardCommand(): Command {
  const command = addLetterOptions(
    new Command('discard')
      .description('drop dead letters, with what they hold')
      .argument('<id>', 'of which source'),
  ).option('--yes', 'really drop them');
  return runs<Options>(command, async (context, options, id) => {
    return withKnownSource(context, id!, async ({ deadLetters }) => {
      const filter = letterFilter(options);
      if (options.yes !== true) {
        const waiting = await deadLetters.count(id!, filter);
        throw new UsageError(
          `${waiting} dead letters would be dropped for good. Add --yes to do it.`,
        );
      }
      const discarded = await deadLetters.discard(id!, filter);
      return { data: { discarded }, text: `${discarded} dead letters were dropped.` };
    });
  });
}
