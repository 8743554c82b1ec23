import { Command } from 'commander';
import { withApplication } from '../application.ts';
import { findSegment } from '../find-segment.ts';
import { runs } from '../run-command.ts';

/** `portrait segments archive <id>`: ends a segment; its history stays. */
export function segmentsArchiveCommand(): Command {
  const command = new Command('archive')
    .description('end a segment: nobody is in it any more, its history stays')
    .argument('<id>', 'the segment');
  return runs(command, async (context, _options, id) => {
    await withApplication(context, await context.configuration(), async ({ services }) => {
      await findSegment(services.store, id!);
      await services.segments.archive(id!);
    });
    return { data: { id, archived: true }, text: `Segment ${id} is archived.` };
  });
}
