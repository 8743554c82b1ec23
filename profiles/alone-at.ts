import { randomUUID } from 'node:crypto';
import type { Store } from '../store/index.ts';

/** A process that was killed is given up after this. Long, for computing may hold a beat up. */
const KEEP_MS = 60_000;
const BEAT_MS = 10_000;

/**
 * Does a piece of work that only one process that shares the store may do at a time.
 * @param work its name, the same in every process
 * @returns what the work gives; null where another process is at it
 */
export async function aloneAt<Result>(
  store: Store,
  work: string,
  run: () => Promise<Result>,
): Promise<{ readonly result: Result } | null> {
  const owner = randomUUID();
  if (!(await store.leases.take(work, owner, KEEP_MS))) return null;
  // A beat that fails is made up for by the next; one that comes too late costs work done twice, no more.
  const beat = setInterval(() => {
    store.leases.take(work, owner, KEEP_MS).catch(() => undefined);
  }, BEAT_MS);
  beat.unref();
  try {
    return { result: await run() };
  } finally {
    clearInterval(beat);
    await store.leases.giveBack(work, owner);
  }
}
