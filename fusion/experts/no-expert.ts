import type { FittedExpert } from './fitted-expert.ts';

/** The expert of a modality that has no opinion about items. */
export const noExpert: FittedExpert = {
  columns: [],
  stateNames: [],
  state: () => new Float32Array(0),
  knows: () => false,
  candidates: () => new Int32Array(0),
  scores: () => undefined,
  candidateShare: 0,
  featureNames: [],
  features: () => null,
  toParts: () => new Map(),
};
