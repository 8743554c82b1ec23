import { Command } from 'commander';
import { withApplication } from '../application.ts';
import { runs } from '../run-command.ts';
import { table } from '../terminal/table.ts';

/** `portrait segments form`: learns segments from the profiles. */
export function segmentsFormCommand(): Command {
  const command = new Command('form').description(
    'learn segments from the profiles, in place of the last learned',
  );
  return runs(command, async (context) => {
    const configuration = await context.configuration();
    const segments = await withApplication(context, configuration, async (application) => {
      const step = context.progress.step('Forming segments');
      const formed = await application.formSegments();
      step.finish(`${formed.length} segments`);
      return formed;
    });
    const rows = segments.map(({ id, name }) => [id, name]);
    return { data: { segments }, text: table(['id', 'name'], rows) };
  });
}
