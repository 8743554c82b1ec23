import { Command } from 'commander';
import { withApplication } from '../application.ts';
import type { CommonOptions } from '../options.ts';
import { runs } from '../run-command.ts';
import { chosenSources } from '../sources.ts';
import { describeSync, updateProfiles } from './source-sync.ts';

interface Options extends CommonOptions {
  readonly from: string;
  readonly to: string;
  readonly stream?: string;
}

/** `portrait source backfill <id>`: reads a range of a source once more. */
export function sourceBackfillCommand(): Command {
  const command = new Command('backfill')
    .description('read a range of a source once more, beside its syncs; cut off, it goes on')
    .argument('<id>', 'which source')
    .requiredOption('--from <cursor>', 'the least cursor: a time, a date or a number')
    .requiredOption('--to <cursor>', 'the greatest one; of a date, the end of that day in UTC')
    .option('--stream <name>', 'one stream; all of the source if left out');
  return runs<Options>(command, async (context, { from, to: until, stream }, id) => {
    const configuration = await context.configuration();
    const [{ id: sourceId }] = chosenSources(configuration, id!);
    return withApplication(context, configuration, async (application) => {
      const { progress, signal } = context;
      const step = progress.step(`Reading ${sourceId} again`);
      const report = await application.backfill(sourceId, {
        from,
        until,
        stream,
        signal,
        onProgress: ({ done, total, records }) => step.update(done, total, `${records} records`),
      });
      step.finish(`${report.events} new events${report.failure === null ? '' : ', FAILED'}`);
      signal.throwIfAborted();
      return describeSync([report], await updateProfiles(context, application));
    });
  });
}
