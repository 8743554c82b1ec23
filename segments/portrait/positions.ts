import type { FeatureValues } from './feature-values.ts';

/** Where users stand among all by their features. */
export interface Positions {
  /** [features], the mean of some users in standard deviations from the mean of all. */
  centreOf(users: readonly number[]): Float64Array;
  /** How far a user is from a centre: root mean square over the features, in standard deviations. */
  distance(user: number, centre: Float64Array): number;
}

/** Further out than this a feature says no more than that it is extreme. */
const EXTREME = 4;

/** Positions by the features on which users differ; what a user does not have is at the mean. */
export function positionsOf(features: readonly FeatureValues[]): Positions {
  const axes = features.filter(({ moments }) => moments.variance > 0);
  const standard = axes.map(({ values, moments: { mean, variance } }) => {
    const deviation = Math.sqrt(variance);
    return Float64Array.from(values, (value) => {
      if (Number.isNaN(value)) return 0;
      return Math.max(-EXTREME, Math.min(EXTREME, (value - mean) / deviation));
    });
  });
  return {
    centreOf: (users) =>
      Float64Array.from(standard, (axis) => {
        return users.reduce((sum, user) => sum + axis[user], 0) / Math.max(1, users.length);
      }),
    distance: (user, centre) =>
      rootMeanSquare(standard.map((axis, place) => axis[user] - centre[place])),
  };
}

/** How far two centres are apart. */
export function betweenCentres(left: Float64Array, right: Float64Array): number {
  return rootMeanSquare(Array.from(left, (value, place) => value - right[place]));
}

function rootMeanSquare(values: readonly number[]): number {
  const squares = values.reduce((sum, value) => sum + value * value, 0);
  return Math.sqrt(squares / Math.max(1, values.length));
}
