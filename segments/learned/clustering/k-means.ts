import type { RandomSource } from '../../../fusion/index.ts';
import { squaredDistance } from '../vectors.ts';

/** Points in groups around their means. */
export interface Clustering {
  readonly centres: readonly Float32Array[];
  /** [points], the index of the nearest centre. */
  readonly assignment: Int32Array;
  /** Sum of squared distances to the centres. */
  readonly inertia: number;
}

const ITERATIONS = 100;

/**
 * k-means: seeding by greedy k-means++ (Arthur and Vassilvitskii 2007, section 7), Lloyd's iterations, the best of
 * several starts. A group that runs empty is given the point that is farthest from its centre.
 * @param points [points][dimension], at least `count` of them
 */
export function kMeans(
  points: readonly Float32Array[],
  count: number,
  random: RandomSource,
  restarts = 5,
): Clustering {
  if (points.length < count || count < 1) {
    throw new RangeError(`${points.length} points cannot be divided into ${count} groups.`);
  }
  let best: Clustering | null = null;
  for (let start = 0; start < restarts; start += 1) {
    const found = iterate(points, seeds(points, count, random));
    if (best === null || found.inertia < best.inertia) best = found;
  }
  return best ?? iterate(points, seeds(points, count, random));
}

/** The index of the nearest centre; of equally near ones the first. */
export function nearestCentre(centres: readonly Float32Array[], point: Float32Array): number {
  let best = 0;
  let bestDistance = Number.POSITIVE_INFINITY;
  centres.forEach((centre, index) => {
    const distance = squaredDistance(centre, point);
    if (distance < bestDistance) {
      best = index;
      bestDistance = distance;
    }
  });
  return best;
}

/** The greedy form: of several candidates drawn by their distances the one that helps most is kept. */
function seeds(
  points: readonly Float32Array[],
  count: number,
  random: RandomSource,
): Float32Array[] {
  const candidates = 2 + Math.floor(Math.log(count));
  const first = points[random.below(points.length)];
  const chosen = [first];
  let distances = Float64Array.from(points, (point) => squaredDistance(point, first));
  while (chosen.length < count) {
    const tried = Array.from({ length: candidates }, () => {
      const next = points[drawn(distances, random)];
      const left = distances.map((distance, index) =>
        Math.min(distance, squaredDistance(points[index], next)),
      );
      return { next, left, total: left.reduce((sum, distance) => sum + distance, 0) };
    });
    const best = tried.reduce((one, other) => (other.total < one.total ? other : one));
    chosen.push(best.next);
    distances = best.left;
  }
  return chosen.map((point) => Float32Array.from(point));
}

/** A place drawn with chances in proportion to the numbers. */
function drawn(chances: Float64Array, random: RandomSource): number {
  let rest = random.uniform() * chances.reduce((sum, chance) => sum + chance, 0);
  let place = 0;
  while (place < chances.length - 1 && rest >= chances[place]) {
    rest -= chances[place];
    place += 1;
  }
  return place;
}

function iterate(points: readonly Float32Array[], start: Float32Array[]): Clustering {
  let centres = start;
  const assignment = new Int32Array(points.length).fill(-1);
  for (let iteration = 0; iteration < ITERATIONS; iteration += 1) {
    let moved = false;
    points.forEach((point, index) => {
      const nearest = nearestCentre(centres, point);
      if (nearest !== assignment[index]) moved = true;
      assignment[index] = nearest;
    });
    if (!moved) break;
    centres = means(points, assignment, centres);
  }
  let inertia = 0;
  points.forEach((point, index) => {
    inertia += squaredDistance(point, centres[assignment[index]]);
  });
  return { centres, assignment, inertia };
}

function means(
  points: readonly Float32Array[],
  assignment: Int32Array,
  previous: readonly Float32Array[],
): Float32Array[] {
  const sums = previous.map((centre) => new Float64Array(centre.length));
  const sizes = new Int32Array(previous.length);
  points.forEach((point, index) => {
    const group = assignment[index];
    sizes[group] += 1;
    for (let axis = 0; axis < point.length; axis += 1) sums[group][axis] += point[axis];
  });
  return sums.map((sum, group) =>
    sizes[group] === 0
      ? Float32Array.from(farthest(points, assignment, previous))
      : Float32Array.from(sum, (total) => total / sizes[group]),
  );
}

function farthest(
  points: readonly Float32Array[],
  assignment: Int32Array,
  centres: readonly Float32Array[],
): Float32Array {
  let best = points[0];
  let bestDistance = -1;
  points.forEach((point, index) => {
    const distance = squaredDistance(point, centres[assignment[index]]);
    if (distance > bestDistance) {
      best = point;
      bestDistance = distance;
    }
  });
  return best;
}
