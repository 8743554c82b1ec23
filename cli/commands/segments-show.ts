import { Command } from 'commander';
import { formedFromJson, parseRule, printRule, scoredFromJson } from '../../segments/index.ts';
import type { SegmentRow } from '../../store/index.ts';
import { findSegment } from '../find-segment.ts';
import { runs } from '../run-command.ts';
import { withStore } from '../store-of.ts';
import { learnedText } from '../terminal/learned-text.ts';
import { scoredText } from '../terminal/scored-text.ts';
import { instant } from '../terminal/table.ts';

/** `portrait segments show <id>`: what a segment is, and what it was before. */
export function segmentsShowCommand(): Command {
  const command = new Command('show')
    .description('show what a segment is, its size, and its earlier definitions')
    .argument('<id>', 'the segment');
  return runs(command, async (context, _options, id) => {
    const shown = await withStore(await context.configuration(), async (store) => {
      const segment = await findSegment(store, id!);
      const members = (await store.memberships.count([segment.id])).get(segment.id) ?? 0;
      return { ...segment, members, versions: await store.segments.versions(segment.id) };
    });
    const { name, kind, version, members, description, updatedAt } = shown;
    const text = [
      `${name} (${kind}, version ${version} since ${instant(updatedAt)}, ${members} members)`,
      ...(description === '' ? [] : [description]),
      '',
      told(shown),
    ].join('\n');
    return { data: shown, text };
  });
}

function told({ id, kind, definition }: Pick<SegmentRow, 'id' | 'kind' | 'definition'>): string {
  if (kind === 'RULE') return printRule(parseRule(definition));
  if (kind === 'LEARNED') return learnedText(id, formedFromJson(definition));
  return scoredText(scoredFromJson(definition));
}
