import { RecordRejection } from './reasons.ts';

export const MAX_DEPTH = 64;

/**
 * A record that nests without end would exhaust the stack of whatever walks it next.
 * @throws {RecordRejection} `too_deep`
 */
export function checkDepth(data: object): void {
  if (!isDeeperThan(data, MAX_DEPTH)) return;
  throw new RecordRejection('too_deep', `The record is nested over ${MAX_DEPTH} levels deep.`);
}

function isDeeperThan(value: object, levels: number): boolean {
  for (const inner of Object.values(value)) {
    if (levels === 0) return true;
    if (typeof inner === 'object' && inner !== null && isDeeperThan(inner, levels - 1)) return true;
  }
  return false;
}
