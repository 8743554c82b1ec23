import type { SegmentPreview } from '../../segments/index.ts';
import { measuredText } from './scored-text.ts';
import { table } from './table.ts';

/** Whom a segment would hold, for people. */
export function previewText(preview: SegmentPreview): string {
  const { score, notes, overlaps, sample } = preview;
  const lines = [sizeText(preview)];
  if (score !== null) {
    lines.push(`The value has to be at least ${score.threshold.toPrecision(3)}.`);
    lines.push(measuredText(score.measured));
  }
  for (const { path, message } of notes) lines.push(`Note: ${path}: ${message}`);
  if (sample.length > 0) lines.push('', `For example: ${sample.join(', ')}`);
  if (overlaps.length > 0) {
    const rows = overlaps.map(({ segmentId, members }) => [segmentId, members] as const);
    lines.push('', table(['they are in already', 'members'], rows));
  }
  return lines.join('\n');
}

function sizeText({ users, judged, members, unknown, size, interval, score }: SegmentPreview) {
  const count = (value: number) => value.toLocaleString('en');
  const [low, high] = interval.map(count);
  // A score judges everybody for whom there is a value.
  const isExact = score !== null || judged === users;
  const held = isExact
    ? `It would hold ${count(size)} of ${count(users)} users.`
    : `It would hold about ${count(size)} of ${count(users)} users (95 % interval ${low} to ${high}): of ${count(judged)} that were looked at ${count(members)} are in it.`;
  return unknown === 0
    ? held
    : `${held} ${isExact ? '' : 'Of these, '}${count(unknown)} cannot be judged, because the data that it takes are missing.`;
}
