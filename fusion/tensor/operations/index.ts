export { attentionPooling } from './attention-pooling.ts';
export { gatedSum, tanhScore } from './candidate-scores.ts';
export { causalAttention } from './causal-attention.ts';
export {
  addAll,
  concatColumns,
  multiplyByColumn,
  multiplyByData,
  sliceColumns,
} from './columns.ts';
export { type Activation, type DenseWeights, dense, denseOnData } from './dense.ts';
export { layerNorm } from './layer-norm.ts';
export {
  binaryCrossEntropyLoss,
  listwiseSoftmaxLoss,
  priorDivergence,
  squaredErrorLoss,
  weightedTotal,
} from './losses.ts';
export { type ExpertTensors, LOG_PRECISION_LIMIT, productOfExperts } from './product-of-experts.ts';
export { sampleNormal } from './sample-normal.ts';
export { sampledSoftmaxLoss } from './sampled-softmax.ts';
