import type { Verdict } from '../../store/index.ts';
import { EVENTS_KEPT, type Judgement, type UnknownReason } from './condition-kind.ts';
import { durationMilliseconds } from './duration.ts';
import type { Match } from './event-filter.ts';
import { definite, type Interval, within } from './interval.ts';
import type { Limits } from './rule.ts';

/** A number over the events of a time window, compared with limits. */
export interface WindowQuestion {
  /** Matching events in the order of their times, later than now included. */
  readonly matches: readonly Match[];
  /** The instant from which on an empty window means zero; null where it never does. */
  readonly knownSince: number | null;
  /** `30d`; null means ever. */
  readonly duration: string | null;
  /** How many windows of that length one after the other are measured; 1 if nothing is said. */
  readonly windows?: number;
  readonly limits: Limits;
  /** @param at the instant at which the last window ends, in milliseconds */
  measure(window: readonly Match[], at: number): Interval;
  /** Why the number may be indefinite. */
  readonly uncertainty: UnknownReason;
}

/** How many instants are tried for the next change; after that the verdict is simply judged again. */
const INSTANTS_TRIED = 64;

/**
 * Judges a number over a window that ends now: an event counts from its own instant until, not
 * including, the instant at which it is as old as the window is long.
 */
export function judgeWindow(question: WindowQuestion, now: number): Judgement {
  const ages = agesOf(question);
  const current = windowAt(question.matches, ages, now);
  const { verdict, interval } = verdictAt(question, current, now);
  return {
    verdict,
    observed: interval === null ? null : definite(interval),
    eventIds: idsOf(current),
    eventCount: current.length,
    reason: unknownReason(verdict, interval, question.uncertainty),
    validUntil: nextChange(question, ages, now, verdict),
  };
}

/** The ages at which an event leaves a window for the next or for good, ascending; none: it stays. */
function agesOf({ duration, windows = 1 }: WindowQuestion): readonly number[] {
  if (duration === null) return [];
  const length = durationMilliseconds(duration);
  return Array.from({ length: windows }, (_, index) => (index + 1) * length);
}

function idsOf(window: readonly Match[]): string[] {
  const ids = window
    .slice(-EVENTS_KEPT)
    .flatMap(({ earlier, event }) => (earlier === undefined ? [event.id] : [earlier.id, event.id]));
  return [...new Set(ids)].slice(-EVENTS_KEPT);
}

function unknownReason(
  verdict: Verdict,
  interval: Interval | null,
  uncertainty: UnknownReason,
): UnknownReason | null {
  if (verdict !== 'UNKNOWN') return null;
  return interval === null ? 'modality-absent' : uncertainty;
}

function verdictAt(
  question: WindowQuestion,
  window: readonly Match[],
  at: number,
): { verdict: Verdict; interval: Interval | null } {
  if (question.knownSince === null || question.knownSince > at) {
    return { verdict: 'UNKNOWN', interval: null };
  }
  const interval = question.measure(window, at);
  return { verdict: within(interval, question.limits), interval };
}

function nextChange(
  question: WindowQuestion,
  ages: readonly number[],
  now: number,
  verdict: Verdict,
): number | null {
  const { matches, knownSince } = question;
  const instants: number[] = [];
  if (knownSince !== null && knownSince > now) instants.push(knownSince);
  const from = now - (ages.at(-1) ?? 0);
  for (let index = firstAfter(matches, from); index < matches.length; index += 1) {
    const { at } = matches[index].event;
    if (at > now) instants.push(at);
    for (const age of ages) if (at + age > now) instants.push(at + age);
  }
  instants.sort((left, right) => left - right);
  let tried = 0;
  for (const [index, instant] of instants.entries()) {
    if (instants[index - 1] === instant) continue;
    tried += 1;
    const then = verdictAt(question, windowAt(matches, ages, instant), instant).verdict;
    if (then !== verdict || tried === INSTANTS_TRIED) return instant;
  }
  return null;
}

/** The events that are not of the last age yet, and not later than now. */
function windowAt(
  matches: readonly Match[],
  ages: readonly number[],
  now: number,
): readonly Match[] {
  const oldest = ages.at(-1);
  const start = oldest === undefined ? 0 : firstAfter(matches, now - oldest);
  return matches.slice(start, firstAfter(matches, now));
}

/** The first index whose event is later than an instant. */
function firstAfter(matches: readonly Match[], instant: number): number {
  let low = 0;
  let high = matches.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (matches[middle].event.at > instant) high = middle;
    else low = middle + 1;
  }
  return low;
}
