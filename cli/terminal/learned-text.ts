import type { formedFromJson } from '../../segments/index.ts';
import { table } from './table.ts';

type Formed = ReturnType<typeof formedFromJson>;

const CAME: Readonly<Record<Formed['lineage']['change'], string>> = {
  NEW: 'It is new among them.',
  SAME: 'It was one of them before.',
  MERGED: 'It holds what were several before.',
  SPLIT: 'Most of it comes from one that is in several now.',
};

/** How a learned segment was formed; its weights are for programs (`--json`). */
export function learnedText(id: string, formed: Formed): string {
  const { segmentIds, members, lineage, moved, stability } = formed;
  const others = segmentIds.filter((other) => other !== id);
  const share = (value: number) => `${(100 * value).toFixed(0)}%`;
  const beside = others.length === 0 ? '' : `, together with ${others.join(', ')}`;
  const lines = [
    `Formed of ${members.toLocaleString('en')} users${beside}. ${CAME[lineage.change]}`,
    ...(moved === null || (moved === 0 && lineage.change === 'NEW')
      ? []
      : [`Of those who were in another of them before, ${share(moved)} moved.`]),
    ...(stability === null
      ? []
      : [`How well the groups come back on other users: ${stability.toFixed(2)} (1 is exactly).`]),
  ];
  if (lineage.ancestors.length > 0) {
    const rows = lineage.ancestors.map((one) => [
      one.segmentId,
      share(one.shared),
      share(one.kept),
    ]);
    lines.push('', table(['came from', 'of this one', 'of that one'], rows));
  }
  lines.push('', `What sets it apart: portrait segments portrait ${id}`);
  return lines.join('\n');
}
