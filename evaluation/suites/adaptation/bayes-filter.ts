import { dot } from '../../../fusion/linear/index.ts';
import { DECIDEDNESS, type PlantedStreams, plantStreams } from './planted.ts';

/** Longer stretches of one taste are not told apart. */
const LONGEST_RUN = 50;
/** Ages in events up to which a taste may count as new; the training streams choose. */
export const YOUTHS = [5, 10, 15, 20, 30];
/** Run lengths that are e^12 less likely than the likeliest are given up. */
const HOPELESS = 12;

/** What the filter is told beside the truth; both were fitted to streams without noise. */
export interface FilterSettings {
  /** An item in the mean points at c times the taste, with variance s2 in every direction. */
  readonly c: number;
  readonly s2: number;
  /** How much an unsure taste flattens the choice. */
  readonly flattening: number;
}

/** The moments of items about tastes, from streams of one taste each and no noise. */
export function tasteMoments(): Pick<FilterSettings, 'c' | 's2'> {
  const clean = plantStreams({ users: 300, events: 60, hazard: 0, noise: 0, seed: 5 });
  const { dimension, vectors } = clean;
  const scale = Math.sqrt(dimension);
  let along = 0;
  let square = 0;
  let whole = 0;
  let entries = 0;
  clean.items.forEach((items, user) => {
    const taste = clean.tastes[user];
    items.forEach((item) => {
      for (let axis = 0; axis < dimension; axis += 1) {
        const x = scale * vectors[item * dimension + axis];
        along += x * taste[axis];
        square += taste[axis] ** 2;
        whole += x ** 2;
        entries += 1;
      }
    });
  });
  const c = along / square;
  return { c, s2: (whole - 2 * c * along + c * c * square) / entries };
}

/** What the filter made of one stream. */
export interface Filtered {
  /** Chance after each event that the taste is at most so many events old, [YOUTHS][events]. */
  readonly young: readonly Float64Array[];
  /** The item's place before each event, from 1, [events]. */
  readonly ranks: Int32Array;
}

/**
 * The run-length filter of Adams and MacKay (2007, algorithm 1) that knows the truth: the hazard, the
 * share of noise, and the choice's own likelihood, plugged in at the posterior mean of the taste of
 * every run length. Choices that are likely noise count for less in that mean.
 */
export function filterStream(
  planted: PlantedStreams,
  user: number,
  { c, s2, flattening }: FilterSettings,
): Filtered {
  const { vectors, dimension, settings } = planted;
  const { hazard, noise } = settings;
  const count = vectors.length / dimension;
  const scale = Math.sqrt(dimension);
  const items = planted.items[user];
  let runs: Run[] = [{ age: 0, log: 0, weight: 0, sum: new Float64Array(dimension) }];
  const young = YOUTHS.map(() => new Float64Array(items.length));
  const ranks = new Int32Array(items.length);
  items.forEach((item, event) => {
    const mixed = new Float64Array(count);
    const total = logSum(runs.map(({ log }) => log));
    const seen = runs.map(({ log, weight, sum }) => {
      const chances = plugIn(vectors, sum, weight, { c, s2, flattening }, noise);
      const share = Math.exp(log - total);
      for (let other = 0; other < count; other += 1) mixed[other] += share * chances[other];
      return chances[item];
    });
    ranks[event] = 1 + mixed.reduce((above, chance) => above + (chance > mixed[item] ? 1 : 0), 0);
    const at = (axis: number) => scale * vectors[item * dimension + axis];
    const grown = runs.map(({ age, log, weight, sum }, run) => {
      const trust = 1 - noise / count / seen[run];
      return {
        age: age + 1,
        log: log + Math.log(seen[run]) + Math.log(1 - hazard),
        weight: weight + trust,
        sum: sum.map((value, axis) => value + trust * at(axis)),
      };
    });
    const fresh = {
      age: 1,
      log: total + Math.log(hazard) - Math.log(count),
      weight: 1 - noise,
      sum: Float64Array.from({ length: dimension }, (_, axis) => (1 - noise) * at(axis)),
    };
    runs = withoutHopeless(joinLongest([fresh, ...grown]));
    const all = logSum(runs.map(({ log }) => log));
    YOUTHS.forEach((youth, own) => {
      const fresher = runs.filter(({ age }) => age <= youth).map(({ log }) => log);
      young[own][event] = Math.exp(logSum(fresher) - all);
    });
  });
  return { young, ranks };
}

interface Run {
  /** Events of this taste so far. */
  readonly age: number;
  readonly log: number;
  readonly weight: number;
  readonly sum: Float64Array;
}

function withoutHopeless(runs: Run[]): Run[] {
  const highest = Math.max(...runs.map(({ log }) => log));
  return runs.filter(({ log }) => log > highest - HOPELESS);
}

/** The two longest runs become one, with the likelier one's taste. */
function joinLongest(runs: Run[]): Run[] {
  if (runs.length < LONGEST_RUN) return runs;
  const [before, last] = runs.slice(-2);
  const kept = before.log > last.log ? before : last;
  return [...runs.slice(0, -2), { ...kept, log: logSum([before.log, last.log]) }];
}

/** The chance of every item under one run's taste, [items]. */
function plugIn(
  vectors: Float64Array,
  sum: Float64Array,
  weight: number,
  { c, s2, flattening }: FilterSettings,
  noise: number,
): Float64Array {
  const dimension = sum.length;
  const count = vectors.length / dimension;
  const precision = 1 + (weight * c * c) / s2;
  const factor = (DECIDEDNESS / Math.sqrt(1 + flattening / precision)) * (c / s2 / precision);
  const chances = Float64Array.from({ length: count }, (_, item) =>
    Math.exp(factor * dot(vectors, item * dimension, sum, 0, dimension)),
  );
  const total = chances.reduce((all, value) => all + value, 0);
  return chances.map((value) => ((1 - noise) * value) / total + noise / count);
}

function logSum(logs: readonly number[]): number {
  if (logs.length === 0) return Number.NEGATIVE_INFINITY;
  const highest = Math.max(...logs);
  return highest + Math.log(logs.reduce((sum, log) => sum + Math.exp(log - highest), 0));
}
