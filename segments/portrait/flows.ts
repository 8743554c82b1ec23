import type { SegmentExchange } from '../../store/index.ts';
import { FEWEST } from './few.ts';

/** Users who went between a segment and another one; null for fewer than a handful. */
export interface SegmentFlow {
  readonly segmentId: string;
  readonly entered: number | null;
  readonly left: number | null;
}

/** Flows without numbers so small that they speak of single people; the others are left out. */
export function flowsOf(exchanges: readonly SegmentExchange[]): SegmentFlow[] {
  const told = (users: number) => (users > 0 && users < FEWEST ? null : users);
  return exchanges
    .filter(({ entered, left }) => Math.max(entered, left) >= FEWEST)
    .map(({ segmentId, entered, left }) => ({
      ...{ segmentId, entered: told(entered), left: told(left) },
    }));
}
