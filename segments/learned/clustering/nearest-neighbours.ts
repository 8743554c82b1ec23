/** The nearest other points of every point, nearest first. */
export interface Neighbours {
  /** How many each point has. */
  readonly count: number;
  /** [points, count], row by row. */
  readonly indices: Int32Array;
  /** [points, count], Euclidean. */
  readonly distances: Float32Array;
}

/** Pairs are compared block by block, so that a block of points stays in the processor's cache. */
const BLOCK = 64;

/**
 * Finds the exact nearest neighbours by comparing all pairs, each once.
 * @param points [points][dimension], at least two
 * @param wanted how many neighbours; fewer where there are fewer other points
 */
export function nearestNeighbours(points: readonly Float32Array[], wanted: number): Neighbours {
  const count = Math.min(wanted, points.length - 1);
  if (count < 1) throw new RangeError('Neighbours can be found among at least two points.');
  const dimension = points[0].length;
  const values = new Float32Array(points.length * dimension);
  points.forEach((point, index) => {
    values.set(point, index * dimension);
  });
  const found = new NearestLists(points.length, count);
  for (let left = 0; left < points.length; left += BLOCK) {
    for (let right = left; right < points.length; right += BLOCK) {
      const ends = [left + BLOCK, right + BLOCK].map((end) => Math.min(end, points.length));
      for (let one = left; one < ends[0]; one += 1) {
        for (let other = Math.max(right, one + 1); other < ends[1]; other += 1) {
          const square = squareBetween(values, one * dimension, other * dimension, dimension);
          found.offer(one, other, square);
          found.offer(other, one, square);
        }
      }
    }
  }
  return { count, indices: found.indices, distances: found.squares.map(Math.sqrt) };
}

/** Sorted lists of the nearest so far. */
class NearestLists {
  readonly indices: Int32Array;
  readonly squares: Float32Array;

  constructor(
    points: number,
    private readonly count: number,
  ) {
    this.indices = new Int32Array(points * count);
    this.squares = new Float32Array(points * count).fill(Number.POSITIVE_INFINITY);
  }

  offer(point: number, neighbour: number, square: number): void {
    const start = point * this.count;
    let place = start + this.count - 1;
    if (square >= this.squares[place]) return;
    while (place > start && this.squares[place - 1] > square) {
      this.squares[place] = this.squares[place - 1];
      this.indices[place] = this.indices[place - 1];
      place -= 1;
    }
    this.squares[place] = square;
    this.indices[place] = neighbour;
  }
}

function squareBetween(values: Float32Array, left: number, right: number, length: number): number {
  let sum = 0;
  for (let axis = 0; axis < length; axis += 1) {
    const difference = values[left + axis] - values[right + axis];
    sum += difference * difference;
  }
  return sum;
}
