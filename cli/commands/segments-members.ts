import { Command } from 'commander';
import { findSegment } from '../find-segment.ts';
import { type CommonOptions, wholeNumber } from '../options.ts';
import { runs } from '../run-command.ts';
import { withStore } from '../store-of.ts';
import { instant, table } from '../terminal/table.ts';

interface Options extends CommonOptions {
  readonly first: number;
  readonly after?: string;
}

/** `portrait segments members <id>`: who is in a segment, a page at a time. */
export function segmentsMembersCommand(): Command {
  const command = new Command('members')
    .description('list who is in a segment, highest score first')
    .argument('<id>', 'the segment')
    .option('--first <number>', 'how many', wholeNumber(1), 20)
    .option('--after <cursor>', 'go on after this cursor of an earlier page');
  return runs<Options>(command, async (context, { first, after }, id) => {
    const page = await withStore(await context.configuration(), async (store) => {
      const { id: segmentId } = await findSegment(store, id!);
      return store.memberships.members(segmentId, { first, after: after ?? null });
    });
    const members = page.rows.map(({ cursor, row: { userId, score, since } }) => ({
      cursor,
      userId,
      score,
      since,
    }));
    const { hasNextPage } = page;
    const rows = members.map(({ userId, score, since }) => [userId, score, instant(since)]);
    const more = hasNextPage ? [`More: --after ${members.at(-1)!.cursor}`] : [];
    const text = [table(['user', 'score', 'since'], rows), ...more].join('\n');
    return { data: { segment: id, members, hasNextPage }, text };
  });
}
