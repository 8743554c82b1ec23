import type { JsonObject } from '../connectors/index.ts';
import { ModelFormatError } from '../fusion/index.ts';

/** Takes what an operator should know; never a secret, never a personal value. */
export type Log = (message: string, facts?: JsonObject) => void;

/** Takes what went wrong in the background, where it is tried again. */
export type ErrorLog = (message: string, error: unknown) => void;

/** An error as a log may show it: its text may hold what a user did. */
export function nameOf(error: unknown): string {
  return error instanceof Error ? error.name : 'unknown';
}

/**
 * Logs what went wrong in the background. A model that cannot be read stays as it is however often it is tried:
 * whatever waits for another one says so once.
 */
export function errorLog(log: Log): ErrorLog {
  const told = new WeakMap<ModelFormatError, Set<string>>();
  return (message, error) => {
    if (error instanceof ModelFormatError) {
      const messages = told.get(error) ?? new Set();
      if (messages.has(message)) return;
      told.set(error, messages.add(message));
    }
    log(message, factsOf(error));
  };
}

/** An error's name, with its text where that holds nobody's data and says what to do: of a model that cannot be read. */
function factsOf(error: unknown): JsonObject {
  const named = { error: nameOf(error) };
  return error instanceof ModelFormatError ? { ...named, problem: error.message } : named;
}
