import { Command } from 'commander';
import {
  declaredSource,
  knownOfSources,
  type Rate,
  type SourceOverview,
  sourceOverviews,
} from '../../ingest/index.ts';
import type { SourceBackfill } from '../../store/index.ts';
import { runs } from '../run-command.ts';
import { withStore } from '../store-of.ts';
import { instant, table } from '../terminal/table.ts';

/** `portrait source status`: what each source is doing, how far it is, and what went wrong. */
export function sourceStatusCommand(): Command {
  const command = new Command('status').description(
    'say what each source is doing, how far it was taken in, and what went wrong',
  );
  return runs(command, async (context) => {
    const configuration = await context.configuration();
    const now = Date.now();
    const { sources, reasons, backfills } = await withStore(configuration, async (store) => ({
      sources: sourceOverviews(
        configuration.sources.map(declaredSource),
        await knownOfSources(store, now),
        now,
      ),
      reasons: await store.deadLetters.reasons(null),
      backfills: await store.sourceBackfills.all(),
    }));
    const lettersOf = (id: string) => {
      const own = reasons.filter(({ sourceId }) => sourceId === id);
      return own.reduce((sum, { count }) => sum + count, 0);
    };
    const shown = sources.map((source) => ({ ...source, deadLetters: lettersOf(source.id) }));
    const deadLetters = reasons.reduce((sum, { count }) => sum + count, 0);
    // Positions are of use to the connector only, and may be long.
    const streams = sources.flatMap((source) =>
      source.streams.map(({ name, state: _state, ...stream }) => {
        return { sourceId: source.id, stream: name, ...stream };
      }),
    );
    const data = shown.map(({ streams: _streams, ...source }) => source);
    const text = [describe(shown), ...backfills.flatMap(describeBackfill)].join('\n');
    return { data: { sources: data, streams, deadLetters, reasons, backfills }, text };
  });
}

function describe(sources: readonly (SourceOverview & { readonly deadLetters: number })[]): string {
  const rows = sources.map((source) => [
    source.id,
    stateText(source),
    source.records,
    source.events,
    source.rejected,
    instant(source.watermark),
    source.waiting,
    rateText(source.lastRun),
    rateText(source.lastHour),
    source.deadLetters,
  ]);
  const header = [
    'source',
    'state',
    'records',
    'events',
    'rejected',
    'watermark',
    'waiting',
    'last read /s',
    'last hour /s',
    'dead letters',
  ];
  const notes = sources.flatMap(({ id, lastError, failedAction, quarantineReason }) => [
    ...(lastError === null ? [] : [`${id}: ${lastError}${mend(failedAction)}`]),
    ...(quarantineReason === null ? [] : [`${id} is in quarantine: ${quarantineReason}`]),
  ]);
  return [table(header, rows), ...notes].join('\n');
}

/** Those that have come to their end are no news. */
function describeBackfill(backfill: SourceBackfill): string[] {
  const { sourceId, stream, from, until, records, endedAt, lastError } = backfill;
  if (endedAt !== null) return [];
  const why = lastError === null ? '' : ` It broke off: ${lastError}`;
  return [
    `${sourceId} / ${stream}: the backfill from ${from} to ${until} has read ${records} records and is not at its end; started again, it goes on.${why}`,
  ];
}

function stateText({ state, waitingUntil }: SourceOverview): string {
  const word = state.toLowerCase();
  return waitingUntil === null ? word : `${word} until ${instant(waitingUntil)}`;
}

/** Records and events, for example `1200 / 900`. */
function rateText(rate: Rate | null): string | null {
  if (rate === null) return null;
  return `${short(rate.recordsPerSecond)} / ${short(rate.eventsPerSecond)}`;
}

const short = (value: number): string =>
  value >= 10 ? Math.round(value).toLocaleString('en') : String(Math.round(value * 100) / 100);

const MENDS: Readonly<Record<string, string>> = {
  'mend-config': ' (mend the configuration)',
  retry: ' (it is tried again)',
};

const mend = (action: string | null): string => (action === null ? '' : (MENDS[action] ?? ''));
