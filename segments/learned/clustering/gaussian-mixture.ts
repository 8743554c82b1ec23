import { factorCholesky, type RandomSource } from '../../../fusion/index.ts';
import { kMeans } from './k-means.ts';

/** Points as draws from several Gaussians. */
export interface GaussianMixture {
  /** [points], the likeliest component. */
  readonly assignment: Int32Array;
  readonly logLikelihood: number;
  /** Bayesian information criterion; smaller is better (Schwarz 1978). */
  readonly bic: number;
}

const ITERATIONS = 100;
/** The expectation has settled when a point gains less than this. */
const SETTLED = 1e-4;
const LEAST_VARIANCE = 1e-6;

/**
 * Fits a mixture of Gaussians with full covariances by expectation maximisation (Dempster et al.
 * 1977), from k-means, the likeliest of several starts. Covariances are shrunk towards the
 * mean variance within the start by as many points as there are axes, so that small components stay sound.
 * @param points [points][dimension], at least `count` of them
 */
export function gaussianMixture(
  points: readonly Float32Array[],
  count: number,
  random: RandomSource,
  restarts = 5,
): GaussianMixture {
  let best: GaussianMixture | null = null;
  for (let start = 0; start < restarts; start += 1) {
    const { assignment } = kMeans(points, count, random, 2);
    const found = maximise(points, assignment, count);
    if (best === null || found.logLikelihood > best.logLikelihood) best = found;
  }
  if (best === null) throw new RangeError('A mixture needs at least one start.');
  return best;
}

function maximise(
  points: readonly Float32Array[],
  start: Int32Array,
  count: number,
): GaussianMixture {
  const dimension = points[0].length;
  const shares = new Float64Array(points.length * count);
  start.forEach((group, point) => {
    shares[point * count + group] = 1;
  });
  const prior = varianceWithin(points, start);
  let components: readonly Component[] = [];
  let logLikelihood = Number.NEGATIVE_INFINITY;
  for (let iteration = 0; iteration < ITERATIONS; iteration += 1) {
    components = Array.from({ length: count }, (_, group) => {
      return new Component(points, shares, group, count, prior);
    });
    const before = logLikelihood;
    logLikelihood = expect(points, components, shares);
    if (logLikelihood - before < SETTLED * points.length) break;
  }
  const parameters = count - 1 + count * dimension + (count * dimension * (dimension + 1)) / 2;
  const assign = (point: Float32Array): number => {
    const logs = components.map((component) => component.logDensity(point));
    return logs.indexOf(Math.max(...logs));
  };
  return {
    assignment: Int32Array.from(points, assign),
    logLikelihood,
    bic: -2 * logLikelihood + parameters * Math.log(points.length),
  };
}

/** Writes how likely each component made each point; gives the logarithm of the likelihood of all. */
function expect(
  points: readonly Float32Array[],
  components: readonly Component[],
  shares: Float64Array,
): number {
  const count = components.length;
  const logs = new Float64Array(count);
  let total = 0;
  points.forEach((point, index) => {
    components.forEach((component, group) => {
      logs[group] = component.logDensity(point);
    });
    const greatestLog = logs.reduce((most, value) => Math.max(most, value));
    const sum = logs.reduce((rest, value) => rest + Math.exp(value - greatestLog), 0);
    const logSum = greatestLog + Math.log(sum);
    total += logSum;
    for (let group = 0; group < count; group += 1) {
      shares[index * count + group] = Math.exp(logs[group] - logSum);
    }
  });
  return total;
}

/** One Gaussian with its weight. */
class Component {
  readonly #mean: Float64Array;
  /** Lower triangle of the covariance's Cholesky factor, [dimension, dimension]. */
  readonly #factor: Float64Array;
  readonly #logScale: number;
  readonly #solved: Float64Array;

  constructor(
    points: readonly Float32Array[],
    shares: Float64Array,
    group: number,
    count: number,
    prior: number,
  ) {
    const dimension = points[0].length;
    this.#mean = new Float64Array(dimension);
    this.#factor = new Float64Array(dimension * dimension);
    this.#solved = new Float64Array(dimension);
    let weight = 0;
    points.forEach((point, index) => {
      const share = shares[index * count + group];
      weight += share;
      for (let axis = 0; axis < dimension; axis += 1) this.#mean[axis] += share * point[axis];
    });
    for (let axis = 0; axis < dimension; axis += 1) this.#mean[axis] /= Math.max(weight, 1e-12);
    this.#scatter(points, (index) => shares[index * count + group]);
    for (let row = 0; row < dimension; row += 1) {
      for (let column = 0; column <= row; column += 1) {
        const shrunk = row === column ? dimension * prior : 0;
        const at = row * dimension + column;
        this.#factor[at] = (this.#factor[at] + shrunk) / (weight + dimension);
      }
    }
    factorCholesky(this.#factor, dimension);
    let logDeterminant = 0;
    for (let axis = 0; axis < dimension; axis += 1) {
      logDeterminant += Math.log(this.#factor[axis * dimension + axis]);
    }
    this.#logScale =
      Math.log(Math.max(weight, 1e-12) / points.length) -
      logDeterminant -
      (dimension / 2) * Math.log(2 * Math.PI);
  }

  /** The logarithm of weight times density. */
  logDensity(point: Float32Array): number {
    const dimension = point.length;
    let square = 0;
    for (let row = 0; row < dimension; row += 1) {
      let rest = point[row] - this.#mean[row];
      for (let column = 0; column < row; column += 1) {
        rest -= this.#factor[row * dimension + column] * this.#solved[column];
      }
      this.#solved[row] = rest / this.#factor[row * dimension + row];
      square += this.#solved[row] ** 2;
    }
    return this.#logScale - square / 2;
  }

  #scatter(points: readonly Float32Array[], shareOf: (index: number) => number): void {
    const dimension = this.#mean.length;
    const offset = this.#solved;
    points.forEach((point, index) => {
      const share = shareOf(index);
      if (share < 1e-9) return;
      for (let axis = 0; axis < dimension; axis += 1) offset[axis] = point[axis] - this.#mean[axis];
      for (let row = 0; row < dimension; row += 1) {
        for (let column = 0; column <= row; column += 1) {
          this.#factor[row * dimension + column] += share * offset[row] * offset[column];
        }
      }
    });
  }
}

/** The mean variance of an axis within the groups. */
function varianceWithin(points: readonly Float32Array[], groups: Int32Array): number {
  const dimension = points[0].length;
  const sums = new Map<number, Float64Array>();
  const sizes = new Map<number, number>();
  let squares = 0;
  points.forEach((point, index) => {
    const sum = sums.get(groups[index]) ?? new Float64Array(dimension);
    sums.set(groups[index], sum);
    sizes.set(groups[index], (sizes.get(groups[index]) ?? 0) + 1);
    for (let axis = 0; axis < dimension; axis += 1) {
      sum[axis] += point[axis];
      squares += point[axis] ** 2;
    }
  });
  for (const [group, sum] of sums) {
    for (const total of sum) squares -= total ** 2 / (sizes.get(group) ?? 1);
  }
  return Math.max(squares / (points.length * dimension), LEAST_VARIANCE);
}
