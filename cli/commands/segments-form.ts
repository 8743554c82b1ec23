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
    const report = await withApplication(context, configuration, async (application) => {
      const step = context.progress.step('Forming segments');
      const formed = await application.formSegments();
      step.finish(`${formed.segments.length} segments`);
      return formed;
    });
    const { segments, stability, moved, compact } = report;
    const rows = segments.map(({ id, name, members, change, from }) => [
      ...[id, name, members, change.toLowerCase(), from.join(', ')],
    ]);
    const summary = `Come back on other users: ${stability.toFixed(2)} (adjusted Rand index). Users who moved: ${Math.round(100 * moved)}%.`;
    const notes = compact
      ? ['No groups show by themselves: these divide users by what they do most.']
      : [];
    const titles = ['id', 'name', 'members', 'change', 'from'];
    const text = [table(titles, rows), summary, ...notes].join('\n');
    return { data: { segments, stability, moved, compact }, text };
  });
}
