import { Command } from 'commander';
import { withApplication } from '../application.ts';
import { UsageError } from '../errors.ts';
import { findSegment } from '../find-segment.ts';
import { pastInstantOf } from '../instant-option.ts';
import type { CommonOptions } from '../options.ts';
import { runs } from '../run-command.ts';
import { instant, table } from '../terminal/table.ts';

interface Options extends CommonOptions {
  readonly from: string;
  readonly until?: string;
}

/** `portrait segments growth <id>`: why a segment is larger or smaller than it was. */
export function segmentsGrowthCommand(): Command {
  const command = new Command('growth')
    .description('say why a segment has grown or shrunk: who entered and left, and by which events')
    .argument('<id>', 'the segment')
    .requiredOption('--from <time>', 'since when: an ISO date or instant')
    .option('--until <time>', 'until when (default: now)');
  return runs<Options>(command, async (context, { from, until }, id) => {
    const configuration = await context.configuration();
    const growth = await withApplication(context, configuration, async ({ services }) => {
      const now = services.clock();
      const start = pastInstantOf('--from', from, now);
      const end = until === undefined ? now : pastInstantOf('--until', until, now);
      if (start > end) throw new UsageError('--from must not lie after --until.');
      const segment = await findSegment(services.store, id!);
      return services.explanations.growth(segment.id, start, end);
    });
    const { before, after, entered, left, explained, causes } = growth;
    const rows = causes.map(({ users, change, reason, events, example }) => [
      users,
      change,
      reason.toLowerCase(),
      events,
      example.userId,
    ]);
    const text = [
      `${before} members at ${instant(growth.from)}, ${after} at ${instant(growth.until)}: ${entered} entered, ${left} left.`,
      ...(explained < entered + left ? [`Explained are ${explained} of them.`] : []),
      ...(rows.length > 0 ? [table(['users', 'change', 'by', 'events', 'for example'], rows)] : []),
    ].join('\n');
    return { data: growth, text };
  });
}
