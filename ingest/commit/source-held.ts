import type { SourceControl } from '../../store/index.ts';

/** A person has stopped the source; the message says how to let it go on. */
export class SourceHeldError extends Error {
  override readonly name = 'SourceHeldError';
}

/** @throws {SourceHeldError} where what came from the source is being taken away right now */
export function refuseWhileRemoving(control: SourceControl | null): void {
  if (control === null || control.removingAt === null) return;
  const { sourceId } = control;
  throw new SourceHeldError(
    `What came from ${sourceId} is being removed. Let \`portrait source remove ${sourceId} --data --yes\` end first; \`portrait source resume ${sourceId}\` then lets it be read again.`,
  );
}

/** @throws {SourceHeldError} where a person does not want the source to be read */
export function refuseWhileHeld(control: SourceControl | null): void {
  refuseWhileRemoving(control);
  const since = control?.removedAt ?? control?.pausedAt ?? null;
  if (control === null || since === null) return;
  const { sourceId, removedAt } = control;
  const what = removedAt === null ? 'is paused' : 'was removed';
  throw new SourceHeldError(
    `${sourceId} ${what} since ${new Date(since).toISOString()}. \`portrait source resume ${sourceId}\` lets it be read again.`,
  );
}
