import { dispose, tidy } from '@tensorflow/tfjs-core';
import type { FusionNetwork, UserInput } from '../model/index.ts';
import { modalityBatch } from './batch.ts';
import { fuse, GraphParameters, modalityTensors, parameterTensors } from './network-graph.ts';
import { sequenceTensors } from './training-step.ts';

/** What the experts of several users come to together. */
export interface FusedBatch {
  /** [users, dimension] */
  readonly means: Float32Array;
  /** [users, dimension], at least the prior's 1. */
  readonly precisions: Float32Array;
}

/**
 * Fuses many users at once on the tensor engine, which has to be open: several times as fast as one user
 * after the other on plain arrays, to which it is equal to rounding. Holds the network's parameters until
 * it is disposed of.
 */
export class BatchEncoder {
  readonly #tensors: ReturnType<typeof parameterTensors>;
  readonly #parameters: GraphParameters;

  constructor(private readonly network: FusionNetwork) {
    const { layout, flat } = network.content.weights;
    this.#tensors = parameterTensors(layout, flat);
    this.#parameters = new GraphParameters(layout, this.#tensors);
  }

  /** The fused Gaussian of each user. @param users of the network's schema, one at least */
  encode(users: readonly UserInput[]): FusedBatch {
    const { normaliser, content } = this.network;
    const { schema, weights, settings } = content;
    const modalities = schema.modalities.map((_, modality) => {
      const rows = users.map(({ modalities: own }) => {
        const { present, features, sequence } = own[modality];
        return present ? { features, from: 0, sequence } : null;
      });
      return modalityBatch(rows, modality, normaliser, { schema, settings });
    });
    const { dimension } = settings;
    const means = new Float32Array(users.length * dimension);
    const precisions = new Float32Array(users.length * dimension);
    tidy(() => {
      const inputs = {
        modalities: modalities.map((modality) => modalityTensors(modality, users.length)),
      };
      const sequences = sequenceTensors({ modalities }, weights);
      const fused = fuse(schema, this.#parameters, inputs, sequences).dataSync();
      for (let user = 0; user < users.length; user += 1) {
        const [from, to] = [user * 2 * dimension, user * dimension];
        for (let axis = 0; axis < dimension; axis += 1) {
          means[to + axis] = fused[from + axis];
          precisions[to + axis] = Math.exp(fused[from + dimension + axis]);
        }
      }
    });
    return { means, precisions };
  }

  dispose(): void {
    dispose([...this.#tensors]);
  }
}
