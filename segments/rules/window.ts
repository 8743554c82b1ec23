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
  readonly limits: Limits;
  measure(window: readonly Match[]): Interval;
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
  const length = question.duration === null ? null : durationMilliseconds(question.duration);
  const current = windowAt(question.matches, length, now);
  const { verdict, interval } = verdictAt(question, current, now);
  return {
    verdict,
    observed: interval === null ? null : definite(interval),
    eventIds: current.slice(-EVENTS_KEPT).map(({ event }) => event.id),
    eventCount: current.length,
    reason: unknownReason(verdict, interval, question.uncertainty),
    validUntil: nextChange(question, length, now, verdict),
  };
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
  const interval = question.measure(window);
  return { verdict: within(interval, question.limits), interval };
}

function nextChange(
  question: WindowQuestion,
  length: number | null,
  now: number,
  verdict: Verdict,
): number | null {
  const { matches, knownSince } = question;
  const instants: number[] = [];
  if (knownSince !== null && knownSince > now) instants.push(knownSince);
  const from = length === null ? now : now - length;
  for (let index = firstAfter(matches, from); index < matches.length; index += 1) {
    const { at } = matches[index].event;
    if (at > now) instants.push(at);
    if (length !== null) instants.push(at + length);
  }
  instants.sort((left, right) => left - right);
  let tried = 0;
  for (const [index, instant] of instants.entries()) {
    if (instants[index - 1] === instant) continue;
    tried += 1;
    const then = verdictAt(question, windowAt(matches, length, instant), instant).verdict;
    if (then !== verdict || tried === INSTANTS_TRIED) return instant;
  }
  return null;
}

/** The events with now - length < at <= now. */
function windowAt(matches: readonly Match[], length: number | null, now: number): readonly Match[] {
  const start = length === null ? 0 : firstAfter(matches, now - length);
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
