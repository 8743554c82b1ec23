import { ModelFormatError, type NetworkWeights } from '../model/index.ts';
import { type FitHooks, type FitResult, fitNetwork } from './fit-network.ts';
import type { TrainingSet } from './training-set.ts';
import type { FitSettings } from './training-settings.ts';

type Parts = ReadonlyMap<string, Uint8Array>;

/** How a start did on the rows that nothing was learned from; null without such rows. */
export interface StartFigures {
  readonly loss: number | null;
  readonly ndcgAt20: number | null;
}

/** A start from nothing beside a start from weights learned elsewhere. */
export interface BothStarts {
  readonly scratch: FitResult;
  readonly warm: FitResult;
  readonly kept: 'scratch' | 'warm';
  readonly figures: { readonly scratch: StartFigures; readonly warm: StartFigures };
}

/**
 * Trains twice, from nothing and from the given weights, and keeps the second only where it is better on the
 * validation rows: by the loss that training stops by, and no worse by NDCG@20. Without validation rows
 * nothing speaks for it. A checkpoint holds both, so a killed run goes on to the same weights.
 * @throws what `fitNetwork` throws
 */
export async function fitBothStarts(
  sets: readonly TrainingSet[],
  settings: Partial<FitSettings>,
  start: NetworkWeights,
  { checkpoint, resume, ...hooks }: Omit<FitHooks, 'start'> = {},
): Promise<BothStarts> {
  const saved = new Map<string, Uint8Array>(resume);
  const parts = (name: string): Parts => within(saved, `${name}/`);
  if (resume !== undefined && parts('scratch').size === 0) {
    throw new ModelFormatError('The checkpoint is of a training that had one start only.');
  }
  const fitOne = (name: 'scratch' | 'warm', own: FitHooks): Promise<FitResult> => {
    const from = parts(name);
    return fitNetwork(sets, settings, {
      ...hooks,
      ...own,
      ...(from.size > 0 && { resume: from }),
      checkpoint: async (state) => {
        for (const [part, bytes] of state) saved.set(`${name}/${part}`, bytes);
        await checkpoint?.(new Map(saved));
      },
    });
  };
  const scratch = await fitOne('scratch', {});
  const warm = await fitOne('warm', { start });
  const figures = { scratch: figuresOf(scratch), warm: figuresOf(warm) };
  return {
    scratch,
    warm,
    figures,
    kept: isBetter(figures.warm, figures.scratch) ? 'warm' : 'scratch',
  };
}

function isBetter(warm: StartFigures, scratch: StartFigures): boolean {
  if (warm.loss === null || scratch.loss === null) return false;
  return warm.loss < scratch.loss && (warm.ndcgAt20 ?? 0) >= (scratch.ndcgAt20 ?? 0);
}

/** By who is heard where that was chosen: so the lists are that are served. */
function figuresOf({ metrics: { curve, bestEpoch, heardNdcgAt20 } }: FitResult): StartFigures {
  const best = curve.find(({ epoch }) => epoch === bestEpoch);
  const ndcgAt20 = heardNdcgAt20 ?? best?.ndcgAt20 ?? null;
  return { loss: best?.validation?.total ?? null, ndcgAt20 };
}

function within(parts: Parts, prefix: string): Parts {
  return new Map(
    [...parts]
      .filter(([name]) => name.startsWith(prefix))
      .map(([name, bytes]) => [name.slice(prefix.length), bytes]),
  );
}
