import type { SourceControl, SourceRun } from '../../store/index.ts';

/** What a source is doing, the word of a person first. */
export const SOURCE_STATES = [
  'REMOVING',
  'REMOVED',
  'PAUSED',
  'QUARANTINED',
  'RUNNING',
  'FAILED',
  'WAITING',
  'IDLE',
] as const;

export type SourceState = (typeof SOURCE_STATES)[number];

/** A run that has not been seen at work for so long was killed. */
const LOST_AFTER_MS = 60_000;

export const isRunning = (run: SourceRun, now: number): boolean =>
  run.startedAt !== null && run.endedAt === null && now - run.seenAt < LOST_AFTER_MS;

/**
 * When a source with a schedule is due: so long after its last read began, whoever read it. One whose
 * process was killed goes on as soon as it is sure that nobody is at work.
 * @param runs of the source's streams
 */
export function nextRunAt(runs: readonly SourceRun[], everySeconds: number): number {
  const read = runs.filter(({ startedAt }) => startedAt !== null);
  const cutOff = read.filter(({ endedAt }) => endedAt === null);
  const last = Math.max(0, ...read.map(({ startedAt }) => startedAt!));
  return Math.min(
    last + everySeconds * 1000,
    ...cutOff.map(({ seenAt }) => seenAt + LOST_AFTER_MS),
  );
}

/**
 * @param runs of the source's streams
 * @param everySeconds the source's schedule; null where it has none
 */
export function sourceState(
  control: SourceControl | null,
  runs: readonly SourceRun[],
  everySeconds: number | null,
  now: number,
): { readonly state: SourceState; readonly waitingUntil: number | null } {
  const next = everySeconds === null ? null : nextRunAt(runs, everySeconds);
  const waiting = { state: 'WAITING', waitingUntil: Math.max(next ?? now, now) } as const;
  const until = next === null ? null : waiting.waitingUntil;
  const is = (state: SourceState, waitingUntil: number | null = null) => ({ state, waitingUntil });
  if ((control?.removingAt ?? null) !== null) return is('REMOVING');
  if ((control?.removedAt ?? null) !== null) return is('REMOVED');
  if ((control?.pausedAt ?? null) !== null) return is('PAUSED');
  if ((control?.quarantinedAt ?? null) !== null) return is('QUARANTINED', until);
  if (runs.some((run) => isRunning(run, now))) return is('RUNNING');
  if (runs.some(({ failedAction }) => failedAction !== null)) return is('FAILED', until);
  return next === null ? is('IDLE') : waiting;
}
