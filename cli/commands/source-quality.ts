import { Command } from 'commander';
import { qualityReport, type SourceQuality } from '../../ingest/index.ts';
import { EXIT_CODES } from '../exit-codes.ts';
import { withKnownSource } from '../known-source.ts';
import type { CommonOptions } from '../options.ts';
import { runs } from '../run-command.ts';
import { withStore } from '../store-of.ts';
import { instant, table } from '../terminal/table.ts';

interface Options extends CommonOptions {
  readonly accept?: boolean;
}

const DAY_MS = 86_400_000;

/** `portrait source quality [id]`: what came in the last week, and what is not as usual. */
export function sourceQualityCommand(): Command {
  const command = new Command('quality')
    .description('say what came from sources in the last week, and what is not as usual')
    .argument('[id]', 'one source; all of them if left out')
    .option('--accept', 'with a source: its warnings so far were looked at and are closed');
  return runs<Options>(command, async (context, { accept }, id?: string) => {
    const configuration = await context.configuration();
    if (accept === true) {
      const source = id ?? '';
      await withKnownSource(context, source, ({ sourceControls }) =>
        sourceControls.acceptWarnings(source, Date.now()),
      );
    }
    const sources = await withStore(configuration, (store) =>
      qualityReport(store, configuration.quality, Date.now(), id ?? null),
    );
    const warned = sources.some(({ warnings }) => warnings.length > 0);
    const exitCode = warned ? EXIT_CODES.problems : EXIT_CODES.ok;
    return { data: { sources: sources.map(withDays) }, text: describe(sources), exitCode };
  });
}

const dayText = (day: number): string => new Date(day * DAY_MS).toISOString().slice(0, 10);

function withDays({ warnings, ...source }: SourceQuality) {
  return { ...source, warnings: warnings.map((one) => ({ ...one, day: dayText(one.day) })) };
}

function describe(sources: readonly SourceQuality[]): string {
  const rows = sources.flatMap(({ sourceId, streams }) =>
    streams.map((stream) => [
      `${sourceId} / ${stream.stream}`,
      stream.records,
      stream.events,
      stream.duplicates,
      stream.rejected,
      stream.unknownItems,
      stream.unknownUsers,
      instant(stream.newestAt),
    ]),
  );
  const header = [
    'stream',
    'records',
    'events',
    'duplicates',
    'rejected',
    'unknown items',
    'unknown users',
    'newest event',
  ];
  const warnings = sources.flatMap((source) =>
    source.warnings.map(
      ({ day, stream, message, action }) =>
        `${dayText(day)} ${source.sourceId} / ${stream}: ${message} ${action}`,
    ),
  );
  const last = warnings.length === 0 ? ['Nothing is out of the usual.'] : warnings;
  return [table(header, rows), ...last].join('\n');
}
