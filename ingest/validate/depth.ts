import { RecordRejection } from './reasons.ts';

export const MAX_DEPTH = 64;

/**
 * A record that nests without end would exhaust the stack of whatever walks it next.
 * @throws {RecordRejection} `too_deep`
 */
export function checkDepth(data: unknown): void {
  let level: unknown[] = [data];
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > MAX_DEPTH) {
      throw new RecordRejection('too_deep', `The record is nested over ${MAX_DEPTH} levels deep.`);
    }
    level = level.flatMap((value) =>
      value !== null && typeof value === 'object' ? Object.values(value) : [],
    );
  }
}
