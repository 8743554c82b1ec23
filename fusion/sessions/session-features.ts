import type { Session } from './session.ts';

const MINUTE_MS = 60_000;
const SECOND_MS = 1_000;

const COMMON = [
  'events',
  'minutes',
  'minutes since the last event',
  'mean gap',
  'different items',
  'items seen again',
  'share of the most seen item',
  'goals reached',
];

/** The names of a session's features. @param types the kinds of event that training saw */
export function sessionFeatureNames(types: readonly string[]): string[] {
  return [...COMMON, ...types.flatMap((type) => [`${type} events`, `last was ${type}`])];
}

/** A session in numbers, [names]: amounts as logarithms, since one more matters less the more there are. */
export function sessionFeatures(
  { events, goals, asOf }: Session,
  types: readonly string[],
): Float32Array {
  const [first, last] = [events[0], events.at(-1)!];
  const seen = Map.groupBy(
    events.filter(({ itemId }) => itemId !== null),
    ({ itemId }) => itemId,
  );
  const views = [...seen.values()].map(({ length }) => length);
  const withItems = views.reduce((sum, count) => sum + count, 0);
  const gaps = Math.max(1, events.length - 1);
  return Float32Array.from([
    Math.log1p(events.length),
    Math.log1p((last.at - first.at) / MINUTE_MS),
    Math.log1p((asOf - last.at) / MINUTE_MS),
    Math.log1p((last.at - first.at) / SECOND_MS / gaps),
    Math.log1p(seen.size),
    Math.log1p(withItems - seen.size),
    withItems === 0 ? 0 : Math.max(...views) / withItems,
    Math.log1p(goals.length),
    ...types.flatMap((type) => [
      Math.log1p(events.filter((event) => event.type === type).length),
      last.type === type ? 1 : 0,
    ]),
  ]);
}
