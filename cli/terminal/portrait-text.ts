import type { Locale } from '../../fusion/index.ts';
import type { SegmentPortrait, ToldBehaviour, ToldComparison } from '../../segments/index.ts';
import { HEADINGS, type Headings } from './headings.ts';
import { instant, table } from './table.ts';

const MOST_DIFFERENCES = 10;
const MOST_KINDS = 6;
const MOST_THINGS = 3;

/** A portrait as a person reads it. */
export function portraitText(
  portrait: SegmentPortrait,
  behaviour: ToldBehaviour,
  locale: Locale,
): string {
  const headings = HEADINGS[locale];
  const few = (users: number | null) => users ?? headings.few;
  const { name, comparison, nearest, typical, edge, flows } = portrait;
  const { activity, ties } = behaviour;
  const shown = [
    ...typical.map((member) => [headings.typical, member] as const),
    ...edge.map((member) => [headings.edgeCase, member] as const),
  ].map(([kind, { userId, distance, score }]) => [kind, userId, distance, score]);
  const parts = [
    [name, comparison.summary].join('\n'),
    ...differenceTable(comparison, headings),
    ...(nearest === null ? [] : [nearest.comparison.summary]),
    ...(shown.length === 0 ? [] : [table(headings.members, shown)]),
    ...(activity === null ? [] : [...activityTables(activity, headings)]),
    ...(ties === null ? [] : [ties.sentence]),
    sizeTable(portrait, headings),
    ...(flows.length === 0
      ? []
      : [
          table(
            headings.flows,
            flows.map(({ segmentId, entered, left }) => [segmentId, few(entered), few(left)]),
          ),
        ]),
  ];
  return parts.join('\n\n');
}

function differenceTable({ differences, lookedAt }: ToldComparison, headings: Headings): string[] {
  if (differences.length === 0) return [];
  const rows = differences
    .slice(0, MOST_DIFFERENCES)
    .map(({ effect, low, high, sentence }) => [
      effect,
      headings.range(low.toFixed(2), high.toFixed(2)),
      sentence,
    ]);
  const title = headings.differences(differences.length, lookedAt);
  return [`${title}\n${table(headings.difference, rows)}`];
}

function activityTables(
  { kinds, areas, hours }: NonNullable<ToldBehaviour['activity']>,
  headings: Headings,
): readonly string[] {
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
    table(headings.activity, doings),
    ...(busy.length === 0 ? [] : [headings.hours(busy)]),
    ...(where.length === 0 ? [] : [headings.areas(where)]),
  ];
}

function sizeTable({ sizes }: SegmentPortrait, headings: Headings): string {
  const steps = sizes.filter(({ members }, place) => members !== sizes[place - 1]?.members);
  return table(
    headings.sizes,
    steps.map(({ at, members }) => [instant(at), members]),
  );
}

const percent = (share: number) => `${Math.round(100 * share)}%`;
