import { Command } from 'commander';
import { wholeNumber } from '../options.ts';
import { runs } from '../run-command.ts';
import { chosenSources } from '../sources.ts';
import { withStore } from '../store-of.ts';
import { instant, table } from '../terminal/table.ts';
import { addLetterOptions, type LetterOptions, letterFilter } from './letter-options.ts';

interface Options extends LetterOptions {
  readonly first: number;
}

/** `portrait source letters [id]`: what could not be taken in and waits, newest first. */
export function sourceLettersCommand(): Command {
  const command = addLetterOptions(
    new Command('letters')
      .description('list the dead letters that wait: what could not be taken in, and why')
      .argument('[id]', 'of one source; of all of them if left out')
      .option('--first <number>', 'how many at most', wholeNumber(1), 20),
  );
  return runs<Options>(command, async (context, options, id?: string) => {
    const configuration = await context.configuration();
    if (id !== undefined) chosenSources(configuration, id);
    const filter = letterFilter(options);
    const found = await withStore(configuration, async ({ deadLetters }) => ({
      letters: (await deadLetters.page(id ?? null, { first: options.first }, filter)).rows.map(
        ({ row }) => row,
      ),
      waiting: await deadLetters.count(id ?? null, filter),
      reasons: await deadLetters.reasons(id ?? null),
    }));
    const rows = found.letters.map(
      ({ sourceId, stream, position, recordKey, reason, message, at }) => [
        `${sourceId} / ${stream}`,
        position ?? recordKey,
        reason,
        message,
        instant(at),
      ],
    );
    const header = ['stream', 'record', 'reason', 'message', 'met'];
    const reasons = found.reasons.map(
      ({ sourceId, stream, reason, count }) =>
        `  ${sourceId} / ${stream}, ${reason}: ${count.toLocaleString('en')}`,
    );
    const text = [
      table(header, rows),
      `${found.waiting.toLocaleString('en')} dead letters wait.`,
      ...reasons,
    ].join('\n');
    return { data: found, text };
  });
}
