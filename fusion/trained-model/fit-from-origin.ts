import {
  FIT_DEFAULTS,
  type FitHooks,
  type FitMetrics,
  type FitResult,
  type FitSettings,
  fitBothStarts,
  type StartFigures,
  type TrainingSet,
} from '../training/index.ts';
import { type ItemContent, type Origin, startFrom } from '../transfer/index.ts';

/** What a start from another model came to, kept with the model. */
export interface WarmStart {
  /** The model that it started from. */
  readonly from: string;
  /** Whether this model is the one that started there; else it is the one that started from nothing. */
  readonly kept: boolean;
  readonly scratch: StartFigures;
  readonly warm: StartFigures;
}

/** What is learned from, and by which settings. */
interface Fit {
  readonly sets: readonly TrainingSet[];
  readonly fit: Partial<FitSettings>;
  readonly items: ItemContent;
}

/** Fits the network from nothing and from another model, and keeps the better by `fitBothStarts`. */
export async function fitFromOrigin(
  origin: Origin,
  { sets, fit, items }: Fit,
  hooks: Omit<FitHooks, 'start'>,
): Promise<FitResult & { readonly metrics: FitMetrics & { readonly warmStart: WarmStart } }> {
  const { network: settings, seed } = { ...FIT_DEFAULTS, ...fit };
  const start = startFrom(origin, { schema: sets[0].schema, settings, items, seed });
  const both = await fitBothStarts(sets, fit, start, hooks);
  const { network, metrics } = both[both.kept];
  const warmStart = { from: origin.modelId, kept: both.kept === 'warm', ...both.figures };
  return { network, metrics: { ...metrics, warmStart } };
}
