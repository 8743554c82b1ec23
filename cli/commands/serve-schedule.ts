import type { PortraitConfiguration } from '../../config/index.ts';
import type { Application } from '../../server/index.ts';
import type { CommandContext } from '../context.ts';
import { problemOf } from '../errors.ts';

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

async function syncEvery(
  seconds: number,
  id: string,
  { output, signal }: CommandContext,
  application: Application,
): Promise<void> {
  const sync = async (): Promise<void> => {
    try {
      const { failure, events } = await application.sync(id, { signal });
      output.log('scheduled sync', { source: id, events, failure: failure?.message ?? null });
    } catch (error) {
      output.log('scheduled sync failed', { source: id, problem: problemOf(error).message });
    }
  };
  let last = Promise.resolve();
  const timer = setInterval(() => {
    last = sync();
  }, seconds * 1000);
  if (!signal.aborted) await new Promise((done) => signal.addEventListener('abort', done));
  clearInterval(timer);
  await last;
}
