import { countOf, type DayFigures, percent } from './day-figures.ts';
import type { Counter } from './measure.ts';
import type { DayToJudge, Finding } from './warning.ts';

/** Judges what one day's records came to: turned away, there already, naming unknown items. */
export function judgeStream({ figures, usual, thresholds }: DayToJudge): Finding[] {
  const records = countOf(figures, 'records');
  if (records < thresholds.minimumRecords) return [];
  const findings: Finding[] = [];
  const rejected = countOf(figures, 'rejected') / records;
  if (rejected > thresholds.rejectedShare) {
    findings.push({
      kind: 'rejects',
      field: null,
      value: rejected,
      usual: thresholds.rejectedShare,
      message: `${percent(rejected)} of ${records} records were turned away; ${percent(thresholds.rejectedShare)} are allowed.`,
      action: 'Read the dead letters for the reasons, mend the mapping or the source, and replay.',
    });
  }
  const shares = [
    {
      kind: 'duplicates',
      of: ['duplicates', 'events', 'duplicates'],
      allowed: thresholds.duplicateShare,
      what: 'of the events were there already',
      action: 'Look whether the source sends the same records again, or the key is too narrow.',
    },
    {
      kind: 'unknown_items',
      of: ['unknownItems', 'namedItems'],
      allowed: thresholds.unknownItemShare,
      what: 'of the events that name an item name one that no source has described',
      action:
        'Sync the source of the items first, or look whether the item ids changed their form.',
    },
    {
      kind: 'unknown_users',
      of: ['unknownUsers', 'events'],
      allowed: thresholds.unknownUserShare,
      what: 'of the events are of users whom nothing had named before',
      action: 'Look whether the user ids changed their form, or are mapped to another kind.',
    },
  ] as const;
  for (const { kind, of, allowed, what, action } of shares) {
    const now = shareOf(figures, of, thresholds.minimumRecords);
    if (now === null) continue;
    const before = shareOf(usual, of, thresholds.minimumRecords) ?? 0;
    // On a first day everybody is new.
    if (kind === 'unknown_users' && countOf(usual, 'events') === 0) continue;
    if (now <= before + allowed) continue;
    const message = `${percent(now)} ${what}; ${percent(before)} are usual.`;
    findings.push({ kind, field: null, value: now, usual: before, message, action });
  }
  return findings;
}

function shareOf(
  figures: DayFigures,
  [part, ...whole]: readonly Counter[],
  minimum: number,
): number | null {
  const count = whole.reduce((sum, counter) => sum + countOf(figures, counter), 0);
  return count < minimum ? null : countOf(figures, part!) / count;
}
