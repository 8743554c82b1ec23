import { RandomSource } from '../../fusion/tensor/random-source.ts';

function checked(scores: ArrayLike<number>, labels: ArrayLike<number>): number[] {
  if (scores.length !== labels.length) {
    throw new RangeError(`${scores.length} scores do not match ${labels.length} labels.`);
  }
  return Array.from(scores, (_, place) => place);
}

/** Area under the ROC curve: the chance that a positive outranks a negative, ties counting half. */
export function auroc(scores: ArrayLike<number>, labels: ArrayLike<number>): number {
  const order = checked(scores, labels).sort((left, right) => scores[left] - scores[right]);
  let rankSum = 0;
  let positives = 0;
  for (let from = 0; from < order.length; ) {
    let to = from;
    while (to < order.length && scores[order[to]] === scores[order[from]]) to += 1;
    for (const place of order.slice(from, to)) {
      if (labels[place] === 0) continue;
      rankSum += (from + 1 + to) / 2;
      positives += 1;
    }
    from = to;
  }
  const negatives = order.length - positives;
  if (positives === 0 || negatives === 0) return Number.NaN;
  return (rankSum - (positives * (positives + 1)) / 2) / (positives * negatives);
}

/** Average precision: the area under the precision-recall curve by steps; equal scores enter together. */
export function auprc(scores: ArrayLike<number>, labels: ArrayLike<number>): number {
  const order = checked(scores, labels).sort((left, right) => scores[right] - scores[left]);
  const total = order.filter((place) => labels[place] !== 0).length;
  let found = 0;
  let area = 0;
  for (let from = 0; from < order.length; ) {
    let to = from;
    let hits = 0;
    while (to < order.length && scores[order[to]] === scores[order[from]]) {
      if (labels[order[to]] !== 0) hits += 1;
      to += 1;
    }
    found += hits;
    area += (hits / total) * (found / to);
    from = to;
  }
  return total === 0 ? Number.NaN : area;
}

/** Mean squared difference of probability and outcome (Brier 1950). */
export function brierScore(probabilities: ArrayLike<number>, labels: ArrayLike<number>): number {
  const places = checked(probabilities, labels);
  return (
    places.reduce((sum, place) => sum + (probabilities[place] - labels[place]) ** 2, 0) /
    places.length
  );
}

/**
 * Expected calibration error (Naeini et al. 2015): how far the mean probability of each of `bins`
 * equally wide bins lies from the share of positives in it, weighted by the bins' sizes.
 */
export function calibrationError(
  probabilities: ArrayLike<number>,
  labels: ArrayLike<number>,
  bins = 10,
): number {
  const places = checked(probabilities, labels);
  const gaps = new Float64Array(bins);
  for (const place of places) {
    const bin = Math.min(Math.floor(probabilities[place] * bins), bins - 1);
    gaps[bin] += probabilities[place] - labels[place];
  }
  return gaps.reduce((sum, gap) => sum + Math.abs(gap), 0) / places.length;
}

/**
 * What `calibrationError` comes to by chance where the probabilities are right: its mean over outcomes that are
 * drawn from the probabilities themselves (consistency resampling, Bröcker and Smith 2007). An error hardly
 * above it says nothing against the probabilities.
 */
export function calibrationErrorByChance(
  probabilities: ArrayLike<number>,
  { seed, draws = 200, bins = 10 }: { seed: number; draws?: number; bins?: number },
): number {
  const random = RandomSource.fromSeed(seed);
  let sum = 0;
  for (let draw = 0; draw < draws; draw += 1) {
    const outcomes = Uint8Array.from(probabilities, (chance) => Number(random.uniform() < chance));
    sum += calibrationError(probabilities, outcomes, bins);
  }
  return sum / draws;
}
