import { Command } from 'commander';
import { runs } from '../run-command.ts';
import { withStore } from '../store-of.ts';
import { instant, table } from '../terminal/table.ts';

/** `portrait source status`: how far each stream was taken in, and what went wrong. */
export function sourceStatusCommand(): Command {
  const command = new Command('status').description(
    'say how far each stream was taken in, and what went wrong',
  );
  return runs(command, async (context) => {
    const configuration = await context.configuration();
    const { streams, deadLetters } = await withStore(configuration, async (store) => ({
      streams: (await store.sources.status()).map(({ state: _state, ...stream }) => stream),
      deadLetters: await store.deadLetters.count(null),
    }));
    const rows = streams.map((stream) => [
      `${stream.sourceId} / ${stream.stream}`,
      stream.records,
      stream.events,
      stream.duplicates,
      stream.rejected,
      instant(stream.watermark),
      instant(stream.lastSuccessAt),
      stream.lastError,
    ]);
    const header = [
      'stream',
      'records',
      'events',
      'duplicates',
      'rejected',
      'watermark',
      'last read',
      'last error',
    ];
    const text = `${table(header, rows)}\n${deadLetters.toLocaleString('en')} dead letters wait.`;
    return { data: { streams, deadLetters }, text };
  });
}
