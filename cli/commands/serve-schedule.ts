import type { PortraitConfiguration } from '../../config/index.ts';
import type { Application } from '../../server/index.ts';
import type { CommandContext } from '../context.ts';
import { problemOf } from '../errors.ts';

/**
 * Syncs the sources that have a schedule while the server runs. A sync that takes longer than its
 * pause is not started twice.
 */
export function followSchedules(
  { output, signal }: CommandContext,
  { sources }: PortraitConfiguration,
  application: Application,
): void {
  for (const { id, schedule } of sources) {
    if (schedule === undefined) continue;
    const sync = async (): Promise<void> => {
      try {
        const { failure, events } = await application.sync(id, { signal });
        output.log('scheduled sync', { source: id, events, failure: failure?.message ?? null });
      } catch (error) {
        output.log('scheduled sync failed', { source: id, problem: problemOf(error).message });
      }
    };
    const timer = setInterval(() => void sync(), schedule.everySeconds * 1000);
    signal.addEventListener('abort', () => clearInterval(timer));
  }
}
