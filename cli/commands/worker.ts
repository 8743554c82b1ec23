import { Command } from 'commander';
import { withApplication } from '../application.ts';
import { UsageError } from '../errors.ts';
import { runs } from '../run-command.ts';

/** `portrait worker`: keeps profiles current beside `portrait serve` and other workers. */
export function workerCommand(): Command {
  const command = new Command('worker').description(
    'keep profiles, memberships and audiences current, sharing the users with other workers',
  );
  return runs(command, async (context) => {
    const { output, signal } = context;
    const configuration = await context.configuration();
    if (configuration.store.url === undefined) {
      throw new UsageError(
        'Workers share a PostgreSQL server: give `store.url` in portrait.yaml. With the embedded store `portrait serve` does all of the work itself.',
      );
    }
    return withApplication(context, configuration, async (application) => {
      application.follow();
      output.result({ worker: process.pid }, 'The worker runs. Ctrl+C ends it.');
      if (!signal.aborted) await new Promise((done) => signal.addEventListener('abort', done));
      return null;
    });
  });
}
