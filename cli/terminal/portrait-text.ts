import type { SegmentPortrait, ToldBehaviour, ToldComparison } from '../../segments/index.ts';
import { instant, table } from './table.ts';

const MOST_DIFFERENCES = 10;
const MOST_KINDS = 6;
const MOST_THINGS = 3;

/** A portrait as a person reads it. */
export function portraitText(portrait: SegmentPortrait, behaviour: ToldBehaviour): string {
  const { name, comparison, nearest, typical, edge, flows } = portrait;
  const { activity, ties } = behaviour;
  const shown = [
    ...typical.map((member) => ['typical', member.userId, member.distance, member.score] as const),
    ...edge.map((member) => ['edge case', member.userId, member.distance, member.score] as const),
  ];
  const parts = [
    [name, comparison.summary].join('\n'),
    ...differenceTable(comparison),
    ...(nearest === null ? [] : [nearest.comparison.summary]),
    ...(shown.length === 0 ? [] : [table(['member', 'user', 'distance', 'score'], shown)]),
    ...(activity === null ? [] : [...activityTables(activity)]),
    ...(ties === null ? [] : [ties.sentence]),
    sizeTable(portrait),
    ...(flows.length === 0
      ? []
      : [
          table(
            ['segment', 'came from there', 'went there'],
            flows.map(({ segmentId, entered, left }) => [segmentId, few(entered), few(left)]),
          ),
        ]),
  ];
  return parts.join('\n\n');
}

function differenceTable({ differences, lookedAt }: ToldComparison): string[] {
  if (differences.length === 0) return [];
  const rows = differences
    .slice(0, MOST_DIFFERENCES)
    .map(({ effect, low, high, sentence }) => [effect, `${range(low, high)}`, sentence]);
  const title = `${differences.length} of ${lookedAt} features differ:`;
  return [`${title}\n${table(['effect', '95 % interval', 'a member'], rows)}`];
}

function activityTables({
  kinds,
  areas,
  hours,
}: NonNullable<ToldBehaviour['activity']>): readonly string[] {
  const doings = kinds
    .slice(0, MOST_KINDS)
    .map(({ modality, type, members, others, categories }) => [
      `${modality} ${type}`,
      percent(members),
      percent(others),
      categories
        .slice(0, MOST_THINGS)
        .map(({ key, members: own, others: rest }) => `${key} ${percent(own)} (${percent(rest)})`)
        .join(', '),
    ]);
  const busy = hours.flatMap(({ apart, members, others }, hour) =>
    apart && members > others ? [`${hour}:00 ${percent(members)} (${percent(others)})`] : [],
  );
  const where = areas
    .filter(({ apart, members, others }) => apart && members > others)
    .map(({ latitude, longitude, members, others }) => {
      return `${latitude.toFixed(3)}, ${longitude.toFixed(3)} ${percent(members)} (${percent(others)})`;
    });
  return [
    table(['what they do', 'members', 'others', 'with, and others'], doings),
    ...(busy.length === 0 ? [] : [`When more than others: ${busy.join(', ')}`]),
    ...(where.length === 0 ? [] : [`Where more than others: ${where.join('; ')}`]),
  ];
}

function sizeTable({ sizes }: SegmentPortrait): string {
  const steps = sizes.filter(({ members }, place) => members !== sizes[place - 1]?.members);
  return table(
    ['since', 'members'],
    steps.map(({ at, members }) => [instant(at), members]),
  );
}

const few = (users: number | null) => users ?? 'fewer than 5';
const percent = (share: number) => `${Math.round(100 * share)}%`;
const range = (low: number, high: number) => `${low.toFixed(2)} to ${high.toFixed(2)}`;
