import type { Event } from '../data/event.ts';
import type { UserHistory } from '../data/user-history.ts';
import { fitOutput, outputValue, QUICK, type ServedOutput } from '../heads/served/index.ts';
import { RandomSource } from '../tensor/random-source.ts';
import { goalsOf, type Session, type SessionSettings, sessionAt, sessionsOf } from './session.ts';
import { sessionFeatureNames, sessionFeatures } from './session-features.ts';

const MINUTE_MS = 60_000;
/** Looked at after so many events: a long visit teaches no more than a few short ones. */
const LOOKED_AT_AFTER = [1, 2, 3, 5, 8, 13, 21, 34];
/** And so many minutes after the last of them, while nothing more has come. */
const WAITED_MINUTES = [0, 2, 10];
const MOST_ROWS = 12_000;
const FEWEST_ROWS = 200;
/** Fewer of either outcome teach nothing that would hold. */
const FEWEST_OF_AN_OUTCOME = 20;

/** Foretells whether an open session reaches the goal soon; plain data. */
export interface GoalHead {
  readonly settings: SessionSettings;
  /** The kinds of event that its features tell apart. */
  readonly types: readonly string[];
  readonly output: ServedOutput;
}

/** A session at an instant, and what came of it. */
export interface SessionRow {
  readonly userId: string;
  readonly session: Session;
  /** 1 where the goal was reached soon after, else 0. */
  readonly label: number;
}

/**
 * Logged sessions at several instants each.
 * @param end until when events are known, in milliseconds since the epoch: what reaches beyond is left out
 */
export function sessionRows(
  histories: readonly UserHistory[],
  settings: SessionSettings,
  end: number,
): SessionRow[] {
  const nearMs = settings.nearMinutes * MINUTE_MS;
  return histories.flatMap(({ userId, events }) => {
    const goals = goalsOf(events, settings);
    return sessionsOf(events, settings).flatMap((run) =>
      instantsOf(run, settings)
        .filter((at) => at + nearMs <= end)
        .map((at) => ({
          userId,
          session: sessionAt(run, events, settings, at),
          label: goals.some((goal) => goal > at && goal <= at + nearMs) ? 1 : 0,
        })),
    );
  });
}

function instantsOf(run: readonly Event[], { gapMinutes }: SessionSettings): number[] {
  const waits = WAITED_MINUTES.filter((minutes) => minutes <= gapMinutes);
  return LOOKED_AT_AFTER.filter((count) => count <= run.length).flatMap((count) => {
    const { at } = run[count - 1];
    const next = run[count]?.at ?? Number.POSITIVE_INFINITY;
    return waits.map((minutes) => at + minutes * MINUTE_MS).filter((instant) => instant < next);
  });
}

/**
 * Learns from logged sessions whether the goal is near: linear models and trees on the session's
 * features, chosen and calibrated on users left out.
 * @returns null where there are too few sessions, or the goal follows too seldom or always
 */
export function fitGoalHead(
  histories: readonly UserHistory[],
  settings: SessionSettings,
  seed: number,
): GoalHead | null {
  const end = histories.reduce((last, { events }) => Math.max(last, events.at(-1)?.at ?? 0), 0);
  const all = sessionRows(histories, settings, end);
  const rows =
    all.length > MOST_ROWS ? RandomSource.fromSeed(seed).shuffle(all).slice(0, MOST_ROWS) : all;
  const reached = rows.filter(({ label }) => label === 1).length;
  const rarer = Math.min(reached, rows.length - reached);
  if (rows.length < FEWEST_ROWS || rarer < FEWEST_OF_AN_OUTCOME) return null;
  const types = [
    ...new Set(rows.flatMap(({ session }) => session.events.map(({ type }) => type))),
  ].sort();
  const names = sessionFeatureNames(types);
  const features = rows.map(({ session }) => sessionFeatures(session, types));
  const table = {
    names,
    rows: rows.length,
    columns: names.map((_, column) => Float32Array.from(features, (row) => row[column])),
    groups: names.map(() => 'session'),
  };
  const labels = Float32Array.from(rows, ({ label }) => label);
  const groups = rows.map(({ userId }) => userId);
  const { output } = fitOutput(
    { name: 'goal', labels, scale: 'probability' },
    table,
    groups,
    seed,
    QUICK,
  );
  return { settings, types, output };
}

/** The probability that the goal is reached within the time that the head was taught. */
export function goalProbability({ types, output }: GoalHead, session: Session): number {
  return outputValue(output, sessionFeatures(session, types));
}
