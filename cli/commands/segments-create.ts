import { Command } from 'commander';
import { z } from 'zod';
import { withApplication } from '../application.ts';
import { addDecidingOptions, type DecidingOptions, decidingOf } from '../deciding-options.ts';
import { UsageError } from '../errors.ts';
import { followLearning } from '../follow-learning.ts';
import type { CommonOptions } from '../options.ts';
import { readDocument } from '../read-document.ts';
import { runs } from '../run-command.ts';

const declared = z.strictObject({
  id: z.string().regex(/^[a-z0-9][a-z0-9-]{0,62}$/, 'must be of a-z, 0-9 and dash'),
  name: z.string().min(1),
  description: z.string().default(''),
  rule: z.unknown().optional(),
  predicts: z.unknown().optional(),
  like: z.unknown().optional(),
  threshold: z.unknown().optional(),
});

interface Options extends CommonOptions, DecidingOptions {
  readonly id?: string;
  readonly name?: string;
  readonly description?: string;
}

/** `portrait segments create`: makes a segment and judges everybody by it. */
export function segmentsCreateCommand(): Command {
  const command = addDecidingOptions(
    new Command('create')
      .description(
        'make a segment of a rule, of a prediction or of those it shall resemble, and judge everybody by it',
      )
      .argument('[file]', 'JSON or YAML with id, name, description and what decides')
      .option('--id <id>', 'instead of a file: its id')
      .option('--name <name>', 'its name')
      .option('--description <text>', 'what it is for'),
  );
  return runs<Options>(command, async (context, options, file) => {
    const { id, name, description } = options;
    const given = { id, name, description, ...decidingOf(options, context.folder) };
    const isGiven = Object.values(given).some((value) => value !== undefined);
    if ((file === undefined) !== isGiven) {
      throw new UsageError(
        'Give either a file or the options --id, --name and one that decides, such as --rule.',
      );
    }
    const parsed = declared.safeParse(
      file === undefined ? given : readDocument(context.folder, file),
    );
    if (!parsed.success) {
      throw new UsageError(`${file ?? 'The segment'}: ${z.prettifyError(parsed.error)}`);
    }
    const segment = parsed.data;
    const members = await withApplication(
      context,
      await context.configuration(),
      async ({ services, segments }) => {
        const { rule } = segment;
        await (rule === undefined
          ? followLearning(context.progress, segments, () => segments.createScored(segment))
          : services.segments.create({ ...segment, rule }));
        return (await services.store.memberships.count([segment.id])).get(segment.id) ?? 0;
      },
    );
    const text = `Segment ${segment.id} has ${members.toLocaleString('en')} members.`;
    return { data: { id: segment.id, members }, text };
  });
}
