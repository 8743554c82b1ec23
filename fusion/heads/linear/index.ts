export { type Design, denseDesign, sparseDesign } from './design.ts';
export { type Kernel, kernelRidge, type RidgeScores } from './kernel-ridge.ts';
export { type KernelCandidate, type KernelVote, kernelVote } from './kernel-vote.ts';
export { sparseKernel, sumKernels, tableKernel } from './kernels.ts';
export { fitLogistic, fitRidge, type LinearModel, linearScores } from './linear-model.ts';
export { fitScaling, type Scaling, scaled, scaledDesign } from './scaling.ts';
export { tfIdf, unitRows } from './tf-idf.ts';
