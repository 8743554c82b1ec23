/** A linear layer to one score a group, from the latent space or from the columns themselves. */
export interface SoftmaxHead {
  /** [latent or columns, groups], row by row. */
  readonly kernel: Float32Array;
  /** [groups] */
  readonly bias: Float32Array;
}

const STEPS = 300;
const RATE = 0.1;
const DECAY = 1e-4;
const BETAS = [0.9, 0.999] as const;

/**
 * Learns to tell groups by their latent vectors: multinomial logistic regression with a small ridge,
 * by full-batch Adam (Kingma and Ba 2015). It is what assigns anybody, so that a new user needs no
 * neighbours and a share of the score can be told for every number.
 * @param latents [users][latent]
 * @param groups [users], below `count`
 */
export function fitSoftmaxHead(
  latents: readonly Float32Array[],
  groups: Int32Array,
  count: number,
): SoftmaxHead {
  const width = latents[0].length;
  // The bias is the weight of a latent number that is always 1.
  const weights = new Float64Array((width + 1) * count);
  const first = new Float64Array(weights.length);
  const second = new Float64Array(weights.length);
  for (let step = 1; step <= STEPS; step += 1) {
    const gradient = gradientOf(latents, groups, count, weights);
    const corrections = BETAS.map((beta) => 1 - beta ** step);
    for (let place = 0; place < weights.length; place += 1) {
      const slope = gradient[place] / latents.length + DECAY * weights[place];
      first[place] = BETAS[0] * first[place] + (1 - BETAS[0]) * slope;
      second[place] = BETAS[1] * second[place] + (1 - BETAS[1]) * slope ** 2;
      const scale = Math.sqrt(second[place] / corrections[1]) + 1e-8;
      weights[place] -= (RATE * (1 - step / (STEPS + 1)) * first[place]) / corrections[0] / scale;
    }
  }
  return {
    kernel: Float32Array.from(weights.subarray(0, width * count)),
    bias: Float32Array.from(weights.subarray(width * count)),
  };
}

/** One score a group, [groups]: the greater the likelier. */
export function headScores({ kernel, bias }: SoftmaxHead, row: Float32Array): number[] {
  const count = bias.length;
  const scores = [...bias];
  for (let group = 0; group < count; group += 1) {
    for (let axis = 0; axis < row.length; axis += 1) {
      scores[group] += row[axis] * kernel[axis * count + group];
    }
  }
  return scores;
}

/** The likeliest group; of equally likely ones the first. */
export function bestGroup(head: SoftmaxHead, row: Float32Array): number {
  const scores = headScores(head, row);
  return scores.indexOf(Math.max(...scores));
}

/** Scores as probabilities that sum to 1. */
export function softmax(scores: readonly number[]): number[] {
  const greatest = Math.max(...scores);
  const powers = scores.map((score) => Math.exp(score - greatest));
  const total = powers.reduce((sum, power) => sum + power, 0);
  return powers.map((power) => power / total);
}

/** The gradient of the summed cross-entropy, [latent + 1, groups]. */
function gradientOf(
  latents: readonly Float32Array[],
  groups: Int32Array,
  count: number,
  weights: Float64Array,
): Float64Array {
  const gradient = new Float64Array(weights.length);
  const width = latents[0].length;
  const errors = new Float64Array(count);
  latents.forEach((latent, user) => {
    for (let group = 0; group < count; group += 1) {
      let score = weights[width * count + group];
      for (let axis = 0; axis < width; axis += 1) {
        score += latent[axis] * weights[axis * count + group];
      }
      errors[group] = score;
    }
    const greatest = errors.reduce((most, score) => Math.max(most, score));
    let total = 0;
    for (let group = 0; group < count; group += 1) {
      errors[group] = Math.exp(errors[group] - greatest);
      total += errors[group];
    }
    for (let group = 0; group < count; group += 1) {
      errors[group] = errors[group] / total - (group === groups[user] ? 1 : 0);
      for (let axis = 0; axis < width; axis += 1) {
        gradient[axis * count + group] += latent[axis] * errors[group];
      }
      gradient[width * count + group] += errors[group];
    }
  });
  return gradient;
}
