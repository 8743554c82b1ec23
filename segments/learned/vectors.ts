export function squaredDistance(left: Float32Array, right: Float32Array): number {
  let sum = 0;
  for (let axis = 0; axis < left.length; axis += 1) {
    const difference = left[axis] - right[axis];
    sum += difference * difference;
  }
  return sum;
}

/** The vector at length 1; a vector without length stays as it is. */
export function normalised(vector: Float32Array): Float32Array {
  let square = 0;
  for (const value of vector) square += value * value;
  const length = Math.sqrt(square);
  return length === 0 ? vector : vector.map((value) => value / length);
}
