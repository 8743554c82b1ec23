import type { PortraitConfiguration } from '../config/index.ts';
import type { Application } from '../server/index.ts';
import type { CommandContext } from './context.ts';
import { storeFolder } from './store-of.ts';

/** Opens the application of a configuration, runs work on it and closes it again, whatever happens. */
export async function withApplication<Result>(
  { output }: CommandContext,
  configuration: PortraitConfiguration,
  work: (application: Application) => Promise<Result>,
): Promise<Result> {
  // Loaded late: the commands that need no model should not wait for one to be read.
  const { Application } = await import('../server/index.ts');
  const application = await Application.open({
    configuration,
    folder: storeFolder(configuration),
    clock: Date.now,
    log: (message, facts) => output.log(message, facts),
  });
  try {
    return await work(application);
  } finally {
    await application.close();
  }
}
