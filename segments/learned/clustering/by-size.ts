/** Numbers groups anew, the largest first. @param assignment [points], groups from 0 */
export function bySize(assignment: Int32Array, count: number): Int32Array {
  const sizes = sizesOf(assignment, count);
  const order = [...sizes.keys()].sort((left, right) => sizes[right] - sizes[left]);
  return assignment.map((group) => order.indexOf(group));
}

/** How many points each group has, [groups]. @param assignment [points], groups from 0 */
export function sizesOf(assignment: Int32Array, count: number): Int32Array {
  const sizes = new Int32Array(count);
  for (const group of assignment) sizes[group] += 1;
  return sizes;
}
