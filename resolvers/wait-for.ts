import { setTimeout as sleep } from 'node:timers/promises';
import type { Services } from './context.ts';
import { clientError } from './errors.ts';

const FIRST_PAUSE_MS = 10;
const LONGEST_PAUSE_MS = 100;
export const LONGEST_WAIT_MS = 30_000;
export const DEFAULT_WAIT_MS = 5_000;

/** The arguments with which a read sees an earlier write. */
export interface WaitArguments {
  readonly waitFor?: string | null;
  readonly waitMs?: number | null;
}

/**
 * Waits until profiles and memberships contain everything that a token stands for.
 * @throws BAD_USER_INPUT for a token that no write gave, WAIT_TIMEOUT where the updater is too slow
 */
export async function waitFor(services: Services, wait: WaitArguments): Promise<void> {
  if (wait.waitFor == null) return;
  const limit = wait.waitMs ?? DEFAULT_WAIT_MS;
  if (limit < 0 || limit > LONGEST_WAIT_MS) {
    throw clientError('BAD_USER_INPUT', `waitMs must be from 0 to ${LONGEST_WAIT_MS}.`);
  }
  const deadline = performance.now() + limit;
  for (let pause = FIRST_PAUSE_MS; ; pause = Math.min(2 * pause, LONGEST_PAUSE_MS)) {
    if (await services.store.changes.reached(wait.waitFor, services.updater)) return;
    const left = deadline - performance.now();
    if (left <= 0) {
      throw clientError(
        'WAIT_TIMEOUT',
        `The write has not reached the profiles within ${limit} ms. Ask again, or without waitFor for what is there now.`,
      );
    }
    await sleep(Math.min(pause, left));
  }
}
