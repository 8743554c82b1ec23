/** Edits (insert, delete, replace, swap of neighbours) that turn one word into the other. */
function editDistance(left: string, right: string): number {
  let beforeLast: number[] = [];
  let previous = Array.from({ length: right.length + 1 }, (_, column) => column);
  for (let row = 1; row <= left.length; row += 1) {
    const current = [row];
    for (let column = 1; column <= right.length; column += 1) {
      const replaced = previous[column - 1] + (left[row - 1] === right[column - 1] ? 0 : 1);
      const swapped = left[row - 1] === right[column - 2] && left[row - 2] === right[column - 1];
      current.push(
        Math.min(
          previous[column] + 1,
          current[column - 1] + 1,
          replaced,
          swapped ? beforeLast[column - 2] + 1 : Number.POSITIVE_INFINITY,
        ),
      );
    }
    beforeLast = previous;
    previous = current;
  }
  return previous[right.length];
}

const LONGEST_COMPARED = 64;

/** The known name that was most likely meant; null where none is near. Ties go to the first. */
export function nearestName(given: string, names: Iterable<string>): string | null {
  const word = given.toLowerCase().slice(0, LONGEST_COMPARED);
  let best: string | null = null;
  let bestDistance = Math.max(1, Math.floor(word.length / 2)) + 1;
  for (const name of names) {
    const distance = editDistance(word, name.toLowerCase().slice(0, LONGEST_COMPARED));
    if (distance < bestDistance) {
      best = name;
      bestDistance = distance;
    }
  }
  return best;
}
