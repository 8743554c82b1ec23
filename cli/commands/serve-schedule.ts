import { setTimeout as pause } from 'node:timers/promises';
import type { PortraitConfiguration } from '../../config/index.ts';
import { nextRunAt } from '../../ingest/index.ts';
import type { Application } from '../../server/index.ts';
import type { CommandContext } from '../context.ts';
import { problemOf } from '../errors.ts';

/** Whoever else reads the source, or resumes it, is noticed within this time. */
const LOOK_AGAIN_MS = 60_000;

/**
 * Takes in the sources that have a schedule while the server runs, from time to time or continuously.
 * A sync that takes longer than its pause is not started twice.
 * @returns what ends when the command was interrupted and nothing is being taken in any more
 */
export async function followSchedules(
  context: CommandContext,
  { sources }: PortraitConfiguration,
  application: Application,
): Promise<void> {
  const { output, signal } = context;
  await Promise.all(
    sources.map(async ({ id, schedule }) => {
      if (schedule === undefined) return;
      if ('everySeconds' in schedule) {
        await syncEvery(schedule.everySeconds, id, context, application);
        return;
      }
      output.log('continuous read', { source: id });
      await application.followSource(id, { signal, commitWithinMs: schedule.commitWithinMs });
    }),
  );
}

/**
 * The last read is looked up in the store each time, so that a restart neither skips one nor repeats
 * it, and what a person or another process has read counts.
 */
async function syncEvery(
  seconds: number,
  id: string,
  { output, signal }: CommandContext,
  application: Application,
): Promise<void> {
  let lastAt = 0;
  while (!signal.aborted) {
    try {
      const runs = await application.services.store.sourceRuns.all();
      const own = runs.filter(({ sourceId }) => sourceId === id);
      // A read that leaves no trace, of a paused source, is not begun again at once.
      const dueAt = Math.max(nextRunAt(own, seconds), lastAt + seconds * 1000);
      const waitMs = Math.min(Math.max(dueAt - Date.now(), 0), LOOK_AGAIN_MS);
      if (waitMs > 0) {
        await pause(waitMs, undefined, { signal });
        continue;
      }
      lastAt = Date.now();
      const { failure, events } = await application.sync(id, { signal });
      output.log('scheduled sync', { source: id, events, failure: failure?.message ?? null });
    } catch (error) {
      if (signal.aborted) return;
      output.log('scheduled sync failed', { source: id, problem: problemOf(error).message });
      const waitMs = Math.min(seconds * 1000, LOOK_AGAIN_MS);
      await pause(waitMs, undefined, { signal }).catch(() => undefined);
    }
  }
}
