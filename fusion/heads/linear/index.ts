export { type Design, denseDesign, sparseDesign } from './design.ts';
export { fitLogistic, fitRidge, type LinearModel, linearScores } from './linear-model.ts';
export { fitScaling, type Scaling, scaled, scaledDesign } from './scaling.ts';
