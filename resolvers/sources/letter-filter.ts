import type { DeadLetterFilter } from '../../schema/index.ts';
import type { DeadLetterFilter as Chosen } from '../../store/index.ts';

/** What is not given does not narrow. */
export function letterFilter(filter: DeadLetterFilter | null | undefined): Chosen {
  return {
    stream: filter?.stream ?? undefined,
    reason: filter?.reason ?? undefined,
    ids: filter?.ids ?? undefined,
  };
}
