import { featureTotal, type Normaliser } from '../model/index.ts';
import type { Batch, RowReference } from './batch.ts';

/** What one step shall come to, with weights that make each part of the loss a mean. */
export interface BatchTargets {
  /** [rows, candidates], the rows' shares summing to 1 over the batch */
  readonly ranking: Float32Array;
  /** [rows, features of all modalities], 0 to 1 */
  readonly shares: Float32Array;
  readonly shareWeights: Float32Array;
  /** [rows, labels]; regression labels standardised */
  readonly labels: Float32Array;
  readonly labelWeights: Float32Array;
}

export function buildTargets(
  references: readonly RowReference[],
  batch: Batch,
  normaliser: Normaliser,
): BatchTargets {
  return {
    ranking: rankingTargets(references, batch),
    ...shareTargets(references, normaliser),
    ...labelTargets(references, normaliser),
  };
}

function rankingTargets(references: readonly RowReference[], batch: Batch): Float32Array {
  const ranking = new Float32Array(batch.rows * batch.candidates);
  let total = 0;
  references.forEach(({ set, row }, index) => {
    const own = set.targets.subarray(set.candidatePointers[row], set.candidatePointers[row + 1]);
    const sum = own.reduce((running, value) => running + value, 0);
    if (sum <= 0) return;
    const weight = set.rowWeights?.[row] ?? 1;
    total += weight;
    own.forEach((value, position) => {
      ranking[index * batch.candidates + position] = (value / sum) * weight;
    });
  });
  return total > 0 ? ranking.map((value) => value / total) : ranking;
}

/** A modality left out of this step is still to be reconstructed, one the user lacks is not. */
function shareTargets(references: readonly RowReference[], normaliser: Normaliser) {
  const { schema } = references[0].set;
  const width = featureTotal(schema);
  const shares = new Float32Array(references.length * width);
  const weights = new Float32Array(references.length * width);
  let known = 0;
  references.forEach(({ set, row }, index) => {
    let to = index * width;
    schema.modalities.forEach(({ featureNames }, modality) => {
      const { features, present } = set.modalities[modality];
      if (present[row] === 1) {
        normaliser.shares(modality, features, row * featureNames.length, shares, to);
        weights.fill(1, to, to + featureNames.length);
        known += featureNames.length;
      }
      to += featureNames.length;
    });
  });
  return { shares, shareWeights: weights.map((weight) => weight / Math.max(1, known)) };
}

function labelTargets(references: readonly RowReference[], normaliser: Normaliser) {
  const { schema } = references[0].set;
  const width = schema.labels.length;
  const labels = new Float32Array(references.length * width);
  const labelWeights = new Float32Array(references.length * width);
  const { mean, deviation } = normaliser.scales.labels;
  schema.labels.forEach(({ kind }, label) => {
    const known = references.filter(({ set, row }) => !Number.isNaN(set.labels[label][row])).length;
    references.forEach(({ set, row }, index) => {
      const value = set.labels[label][row];
      if (Number.isNaN(value)) return;
      const at = index * width + label;
      labels[at] = kind === 'binary' ? value : (value - mean[label]) / deviation[label];
      labelWeights[at] = 1 / known;
    });
  });
  return { labels, labelWeights };
}
