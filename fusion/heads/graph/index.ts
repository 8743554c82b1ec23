export { jaccardWeights } from './edge-weights.ts';
export { neighbourFeatures } from './neighbour-features.ts';
export { labelFeatures, opinionFeatures } from './neighbour-opinions.ts';
export { spectralFeatures } from './spectral-features.ts';
