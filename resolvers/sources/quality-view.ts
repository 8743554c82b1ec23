import type { SourceQuality as Found } from '../../ingest/index.ts';
import type { SourceQuality } from '../../schema/index.ts';

const DAY_MS = 86_400_000;

/** @param found undefined for a source that has given nothing lately */
export function qualityView(found: Found | undefined): SourceQuality {
  const warnings = found?.warnings ?? [];
  return {
    streams: found?.streams ?? [],
    warnings: warnings.map((warning) => ({ ...warning, day: warning.day * DAY_MS })),
  };
}
