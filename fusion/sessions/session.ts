import { compareEvents, type Event } from '../data/event.ts';

const MINUTE_MS = 60_000;

/** What a session is, and what is foretold of it. */
export interface SessionSettings {
  /** Events further apart than this belong to different sessions; in minutes. */
  readonly gapMinutes: number;
  /** The modalities whose events make a session. */
  readonly modalities: readonly string[];
  /** What is foretold: an event of this kind. */
  readonly goal: { readonly modality: string; readonly type: string };
  /** Within so many minutes. */
  readonly nearMinutes: number;
}

/** A run of one user's events with no long gap between them, up to an instant. */
export interface Session {
  /** By time, then id; at least one. */
  readonly events: readonly Event[];
  /** When the goal was reached since it began, in milliseconds since the epoch, ascending. */
  readonly goals: readonly number[];
  /** What it is computed for, in milliseconds since the epoch. */
  readonly asOf: number;
}

/**
 * The session that is open at an instant; null where the last event lies further back than the gap.
 * Events of later than the instant do not count, and in what order they are given makes no difference.
 */
export function openSession(
  events: readonly Event[],
  settings: SessionSettings,
  asOf: number,
): Session | null {
  const last = sessionsOf(
    events.filter(({ at }) => at <= asOf),
    settings,
  ).at(-1);
  if (last === undefined || asOf - last.at(-1)!.at > settings.gapMinutes * MINUTE_MS) return null;
  return sessionAt(last, events, settings, asOf);
}

/** All runs of a user's events, in order. */
export function sessionsOf(
  events: readonly Event[],
  { gapMinutes, modalities }: SessionSettings,
): Event[][] {
  const sessions: Event[][] = [];
  let lastAt = Number.NEGATIVE_INFINITY;
  for (const event of events
    .filter((own) => modalities.includes(own.modality))
    .sort(compareEvents)) {
    if (event.at - lastAt > gapMinutes * MINUTE_MS) sessions.push([]);
    sessions.at(-1)!.push(event);
    lastAt = event.at;
  }
  return sessions;
}

/** A run as it was known at an instant. */
export function sessionAt(
  run: readonly Event[],
  all: readonly Event[],
  settings: SessionSettings,
  asOf: number,
): Session {
  const goals = goalsOf(all, settings).filter((at) => at >= run[0].at && at <= asOf);
  return { events: run.filter(({ at }) => at <= asOf), goals, asOf };
}

/** When the goal was reached, in milliseconds since the epoch, ascending. */
export function goalsOf(events: readonly Event[], { goal }: SessionSettings): number[] {
  return events
    .filter(({ modality, type }) => modality === goal.modality && type === goal.type)
    .map(({ at }) => at)
    .sort((one, two) => one - two);
}
