import type { UserHistory } from '../data/user-history.ts';
import { type DataQuality, type DataQualityWarning, percent } from './data-quality.ts';

/** Which share of the users has events of each modality. */
export function coverageOf(
  users: readonly UserHistory[],
  modalities: readonly string[],
): DataQuality['coverage'] {
  const counts = new Map(modalities.map((modality) => [modality, 0]));
  for (const { events } of users) {
    for (const modality of new Set(events.map((event) => event.modality))) {
      const known = counts.get(modality);
      if (known !== undefined) counts.set(modality, known + 1);
    }
  }
  return [...counts].map(([modality, count]) => ({
    modality,
    share: count / Math.max(1, users.length),
  }));
}

/** Of modalities that hardly anybody has; one that nobody has is not connected, which is no defect. */
export function coverageWarnings(
  coverage: DataQuality['coverage'],
  least: number,
): DataQualityWarning[] {
  return coverage
    .filter(({ share }) => share > 0 && share < least)
    .map(({ modality, share }) => ({
      kind: 'coverage',
      subject: modality,
      value: share,
      message: `Only ${percent(share)} of the users have ${modality}: too few to learn from. See whether its source was taken in whole, and whether its ids name the same people.`,
    }));
}
