import type { PortraitConfiguration } from '../../config/index.ts';
import type { HeadDeclaration } from '../../fusion/index.ts';
import { durationMilliseconds } from '../../segments/index.ts';

/** The configuration's heads with their durations in milliseconds. */
export function headDeclarations(heads: PortraitConfiguration['heads']): HeadDeclaration[] {
  return heads.map(({ name, kind, label }) => {
    if ('trait' in label) {
      const { trait, positive } = label;
      return { name, kind, label: { trait, ...(positive !== undefined && { positive }) } };
    }
    const { events, modality, category, measure, within, active } = label;
    return {
      name,
      kind,
      label: {
        events,
        measure,
        withinMs: durationMilliseconds(within),
        ...(modality !== undefined && { modality }),
        ...(category !== undefined && { category }),
        ...(active !== undefined && { activeMs: durationMilliseconds(active) }),
      },
    };
  });
}
