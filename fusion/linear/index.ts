export { factorCholesky, invertPositiveDefinite, solveCholesky } from './cholesky.ts';
export { conjugateGradient } from './conjugate-gradient.ts';
export {
  addScaled,
  dot,
  dotOfSingles,
  dotWithTwo,
  lengthsOfSingles,
  rowsOfSingles,
  timesVector,
} from './dense-matrix.ts';
export { fitGraphFilter, type GraphFilter, project } from './graph-filter.ts';
export {
  type FactorSide,
  factorSide,
  fitImplicitAls,
  type ImplicitAls,
  type ImplicitAlsSettings,
  solveRow,
} from './implicit-als.ts';
export { Arena, placeOf } from './kernels/arena.ts';
export { DenseLayer } from './kernels/dense-layer.ts';
export { Kernels } from './kernels/kernels.ts';
export { timesGram } from './kernels/normal-equations.ts';
export { product, transposedProduct } from './kernels/products.ts';
export {
  fitLinearAutoencoder,
  type LinearAutoencoder,
  reconstruct,
} from './linear-autoencoder.ts';
export {
  columnNeighbours,
  keepGreatest,
  type NeighbourhoodSettings,
} from './neighbourhood.ts';
export { spearman } from './rank-correlation.ts';
export { readAhead, readAheadNumbers, readAheadSparse } from './read-ahead.ts';
export { powerOrZero, SparseMatrix } from './sparse-matrix.ts';
export { besideEachOther, oneAboveTheOther, sparseProduct } from './sparse-product.ts';
export { type EigenDecomposition, eigenSymmetric } from './symmetric-eigen.ts';
export { topK } from './top-k.ts';
export { fitTransitions, type TransitionSettings } from './transitions.ts';
export { type TruncatedSvd, truncatedSvd } from './truncated-svd.ts';
export { TwoStepWalk, type WalkSettings } from './two-step-walk.ts';
