import { nearestName } from '../../connectors/index.ts';
import type { ModalityRegistry } from '../../fusion/index.ts';
import type { SourceDeclaration } from '../source-declaration.ts';

/** Something wrong with a mapping that can be told before any record is read. */
export interface MappingProblem {
  /** Where it stands within the source, for example `['streams', 0, 'map', 'event', 'type']`. */
  readonly path: readonly (string | number)[];
  readonly message: string;
}

/** Checks the names of modalities and event types that a source's mappings give as constants. */
export function mappingProblems(
  source: SourceDeclaration,
  modalities: ModalityRegistry,
): MappingProblem[] {
  const problems: MappingProblem[] = [];
  source.streams.forEach(({ map }, stream) => {
    if (typeof map === 'string') return;
    [map].flat().forEach((mapping, index) => {
      const base = ['streams', stream, 'map', ...(Array.isArray(map) ? [index] : [])];
      for (const kind of ['event', 'edge'] as const) {
        const part = mapping[kind];
        if (!part || typeof part.modality !== 'string') continue;
        if (!modalities.has(part.modality)) {
          const names = modalities.list().map(({ name }) => name);
          const message = unknown(part.modality, 'a modality', names);
          problems.push({ path: [...base, kind, 'modality'], message });
          continue;
        }
        const types = Object.keys(modalities.get(part.modality).eventTypes);
        if (typeof part.type === 'string' && !types.includes(part.type)) {
          const message = unknown(part.type, `an event type of ${part.modality}`, types);
          problems.push({ path: [...base, kind, 'type'], message });
        }
      }
    });
  });
  return problems;
}

function unknown(given: string, what: string, names: readonly string[]): string {
  const nearest = nearestName(given, names);
  const mend = nearest === null ? `there are ${names.join(', ')}` : `did you mean "${nearest}"?`;
  return `"${given}" is not ${what}; ${mend}`;
}
