import type { JsonObject } from '../connectors/index.ts';

/** Takes what an operator should know; never a secret, never a personal value. */
export type Log = (message: string, facts?: JsonObject) => void;

/** An error as a log may show it: its text may hold what a user did. */
export function nameOf(error: unknown): string {
  return error instanceof Error ? error.name : 'unknown';
}
