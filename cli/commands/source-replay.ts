import { Command } from 'commander';
import { withApplication } from '../application.ts';
import { runs } from '../run-command.ts';
import { chosenSources } from '../sources.ts';
import { addLetterOptions, type LetterOptions, letterFilter } from './letter-options.ts';

/** `portrait source replay [id]`: tries dead letters again with the mappings as they are now. */
export function sourceReplayCommand(): Command {
  const command = addLetterOptions(
    new Command('replay')
      .description('try dead letters again with the mappings as they are now')
      .argument('[id]', 'of one source; of all of them if left out'),
  );
  return runs<LetterOptions>(command, async (context, options, id?: string) => {
    const configuration = await context.configuration();
    if (id !== undefined) chosenSources(configuration, id);
    return withApplication(context, configuration, async (application) => {
      const { sources } = application.services;
      const report = await sources.replay({ sourceId: id, ...letterFilter(options) });
      const profilesUpdated = await application.update();
      const { replayed, failed, notReplayable, byReason } = report;
      const reasons = Object.entries(byReason).map(([reason, count]) => `  ${reason}: ${count}`);
      const text = [
        `${replayed} records were taken in, ${failed} still fail, ${notReplayable} hold no whole record (mend those at the source and sync again).`,
        ...reasons,
        `${profilesUpdated} profiles were updated.`,
      ].join('\n');
      return { data: { ...report, profilesUpdated }, text };
    });
  });
}
