import { Command } from 'commander';
import type { CommonOptions } from '../options.ts';
import { wholeNumber } from '../options.ts';
import { runs } from '../run-command.ts';
import { chosenSources } from '../sources.ts';
import { withStore } from '../store-of.ts';
import { instant, table } from '../terminal/table.ts';

interface Options extends CommonOptions {
  readonly first: number;
}

/** `portrait source letters [id]`: what could not be taken in and waits, newest first. */
export function sourceLettersCommand(): Command {
  const command = new Command('letters')
    .description('list the dead letters that wait: what could not be taken in, and why')
    .argument('[id]', 'of one source; of all of them if left out')
    .option('--first <number>', 'how many at most', wholeNumber(1), 20);
  return runs<Options>(command, async (context, { first }, id?: string) => {
    const configuration = await context.configuration();
    if (id !== undefined) chosenSources(configuration, id);
    const { letters, waiting } = await withStore(configuration, async (store) => ({
      letters: (await store.deadLetters.page(id ?? null, { first })).rows.map(({ row }) => row),
      waiting: await store.deadLetters.count(id ?? null),
    }));
    const rows = letters.map(({ sourceId, stream, position, recordKey, reason, message, at }) => [
      `${sourceId} / ${stream}`,
      position ?? recordKey,
      reason,
      message,
      instant(at),
    ]);
    const header = ['stream', 'record', 'reason', 'message', 'met'];
    const text = `${table(header, rows)}\n${waiting.toLocaleString('en')} dead letters wait.`;
    return { data: { letters, waiting }, text };
  });
}
