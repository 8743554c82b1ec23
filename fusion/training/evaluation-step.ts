import { type Tensor2D, tidy, zeros } from '@tensorflow/tfjs-core';
import { sliceColumns } from '../tensor/index.ts';
import { type Batch, buildBatch, type RowReference } from './batch.ts';
import { buildTargets } from './batch-targets.ts';
import { graphTargets, lossParts, totalLoss } from './losses.ts';
import { fuse, GraphParameters, graphInputs, parameterTensors, score } from './network-graph.ts';
import {
  candidateVectors,
  type LossValues,
  lossValues,
  type StepContext,
  sequenceTensors,
} from './training-step.ts';

export interface StepEvaluation {
  readonly batch: Batch;
  readonly loss: LossValues;
  /** [rows, candidates] */
  readonly scores: Float32Array;
  /** [rows, 2 · dimension]: mean and log-precision of the fused Gaussian */
  readonly fused: Float32Array;
  /** The heads' raw outputs, [rows, labels] */
  readonly labelOutputs: Float32Array;
}

/** The network's answers and losses for the given rows, without noise and without learning. */
export function evaluateStep(
  context: StepContext,
  references: readonly RowReference[],
): StepEvaluation {
  const { schema, settings, normaliser, weights } = context;
  const batch = buildBatch(references, normaliser, settings.network);
  const wanted = buildTargets(references, batch, normaliser);
  const held: { result?: StepEvaluation } = {};
  tidy(() => {
    const inputs = graphInputs(batch, schema, candidateVectors(batch, context));
    const parameters = new GraphParameters(
      weights.layout,
      parameterTensors(weights.layout, weights.flat),
    );
    const fused = fuse(schema, parameters, inputs, sequenceTensors(batch, weights));
    const probe = zeros([batch.rows, batch.candidates]) as Tensor2D;
    const { scores } = score(settings.network, parameters, inputs, fused, probe);
    const outputs: { labels?: Float32Array } = {};
    const parts = lossParts({
      schema,
      parameters,
      targets: graphTargets(wanted, batch, schema),
      mask: inputs.mask,
      scores,
      fused,
      vectors: sliceColumns(fused, 0, settings.network.dimension),
      onLabelOutputs: (values) => {
        outputs.labels = values.dataSync() as Float32Array;
      },
    });
    const total = totalLoss(parts, settings.losses).dataSync()[0];
    held.result = {
      batch,
      loss: lossValues(
        parts.map((part) => part.dataSync()[0]),
        total,
      ),
      scores: scores.dataSync() as Float32Array,
      fused: fused.dataSync() as Float32Array,
      labelOutputs: outputs.labels ?? new Float32Array(0),
    };
  });
  return held.result as StepEvaluation;
}
