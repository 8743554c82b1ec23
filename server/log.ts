import type { JsonObject } from '../connectors/index.ts';
import { ModelFormatError } from '../fusion/index.ts';

/** Takes what an operator should know; never a secret, never a personal value. */
export type Log = (message: string, facts?: JsonObject) => void;

/** An error as a log may show it: its text may hold what a user did. */
export function nameOf(error: unknown): string {
  return error instanceof Error ? error.name : 'unknown';
}

/** The same with its text where that holds nobody's data and says what to do: of a model that cannot be read. */
export function factsOf(error: unknown): JsonObject {
  const named = { error: nameOf(error) };
  return error instanceof ModelFormatError ? { ...named, problem: error.message } : named;
}
