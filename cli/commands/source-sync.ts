import { Command } from 'commander';
import type { SyncReport } from '../../ingest/index.ts';
import type { Application } from '../../server/index.ts';
import { withApplication } from '../application.ts';
import type { CommandContext } from '../context.ts';
import { UsageError } from '../errors.ts';
import { EXIT_CODES } from '../exit-codes.ts';
import { type CommandResult, runs } from '../run-command.ts';
import { chosenSources, isSentTo } from '../sources.ts';
import { table } from '../terminal/table.ts';

/** `portrait source sync [id]`: takes sources in from where they were left. */
export function sourceSyncCommand(): Command {
  const command = new Command('sync')
    .description('take sources in from where they were left')
    .argument('[id]', 'one source; all of them if left out');
  return runs(command, async (context, _options, id?: string) => {
    const configuration = await context.configuration();
    const chosen = chosenSources(configuration, id);
    const ids = chosen.filter((source) => !isSentTo(source)).map((source) => source.id);
    if (id !== undefined && ids.length === 0) {
      throw new UsageError(
        `Nothing is read from "${id}": events are sent to it while \`portrait serve\` runs.`,
      );
    }
    return withApplication(context, configuration, async (application) => {
      const reports = await syncSources(context, application, ids);
      return describeSync(reports, await updateProfiles(context, application));
    });
  });
}

/** Brings the profiles up to date after a sync. @returns how many users were touched */
export async function updateProfiles(
  { progress }: CommandContext,
  application: Application,
): Promise<number> {
  const step = progress.step('Updating profiles');
  const users = await application.update((done) => step.update(done, null, 'users'));
  step.finish(`${users} users`);
  return users;
}

/** Takes in sources one after the other; a failed one does not keep the others from being read. */
export async function syncSources(
  { progress, signal }: CommandContext,
  application: Application,
  ids: readonly string[],
): Promise<SyncReport[]> {
  const reports: SyncReport[] = [];
  for (const id of ids) {
    const step = progress.step(`Taking in ${id}`);
    const report = await application.sync(id, {
      signal,
      onProgress: ({ done, total, records }) => step.update(done, total, `${records} records`),
    });
    step.finish(`${report.events} events${report.failure === null ? '' : ', FAILED'}`);
    reports.push(report);
    signal.throwIfAborted();
  }
  return reports;
}

export function describeSync(reports: readonly SyncReport[], users: number): CommandResult {
  const header = ['source', 'records', 'events', 'duplicates', 'rejected', 'seconds'];
  const rows = reports.map((report) => [
    report.sourceId,
    report.records,
    report.events,
    report.duplicates,
    report.rejected,
    Math.round(report.seconds * 10) / 10,
  ]);
  const turnedAway = reports.flatMap(({ sourceId, rejected, byReason }) => {
    if (rejected === 0) return [];
    const reasons = Object.keys(byReason).join(', ');
    return [
      `${sourceId}: ${rejected} records were turned away (${reasons}); \`portrait source letters ${sourceId}\` says which and why.`,
    ];
  });
  const failures = reports.flatMap(({ sourceId, failure }) =>
    failure === null ? [] : [`${sourceId} / ${failure.stream} failed: ${failure.message}`],
  );
  const text = [
    table(header, rows),
    `${users} profiles were updated.`,
    ...turnedAway,
    ...failures,
  ].join('\n');
  const exitCode = failures.length > 0 ? EXIT_CODES.problems : EXIT_CODES.ok;
  return { data: { sources: reports, profilesUpdated: users }, text, exitCode };
}
