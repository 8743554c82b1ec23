import { Command } from 'commander';
import { z } from 'zod';
import { withApplication } from '../application.ts';
import { UsageError } from '../errors.ts';
import type { CommonOptions } from '../options.ts';
import { readDocument } from '../read-document.ts';
import { runs } from '../run-command.ts';

const declared = z.strictObject({
  id: z.string().regex(/^[a-z0-9][a-z0-9-]{0,62}$/, 'must be of a-z, 0-9 and dash'),
  name: z.string().min(1),
  description: z.string().default(''),
  rule: z.unknown(),
});

interface Options extends CommonOptions {
  readonly id?: string;
  readonly name?: string;
  readonly description?: string;
  readonly rule?: string;
}

/** `portrait segments create`: makes a rule segment and judges everybody by it. */
export function segmentsCreateCommand(): Command {
  const command = new Command('create')
    .description('make a segment of a rule, and judge everybody by it')
    .argument('[file]', 'JSON or YAML with id, name, description and rule')
    .option('--id <id>', 'instead of a file: its id')
    .option('--name <name>', 'its name')
    .option('--description <text>', 'what it is for')
    .option('--rule <text>', 'the rule as text');
  return runs<Options>(command, async (context, options, file) => {
    const { id, name, description, rule } = options;
    const given = { id, name, description, rule };
    const isGiven = Object.values(given).some((value) => value !== undefined);
    if ((file === undefined) !== isGiven) {
      throw new UsageError('Give either a file or the options --id, --name and --rule.');
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
      async ({ services }) => {
        await services.segments.create(segment);
        return (await services.store.memberships.count([segment.id])).get(segment.id) ?? 0;
      },
    );
    const text = `Segment ${segment.id} has ${members.toLocaleString('en')} members.`;
    return { data: { id: segment.id, members }, text };
  });
}
