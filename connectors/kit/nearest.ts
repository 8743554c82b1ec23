const LONGEST_COMPARED = 64;

/** A half sentence that names the nearest of the known names, or some of them: for typing errors. */
export function nearestHint(wanted: string, known: readonly string[]): string {
  if (known.length === 0) return 'there is none';
  const nearest = nearestName(wanted, known);
  if (nearest !== null) return `did you mean "${nearest}"?`;
  return `there are: ${known.slice(0, 12).join(', ')}${known.length > 12 ? ', …' : ''}`;
}

/**
 * The known name that a person most likely meant; null where none is near enough to suggest.
 * Ties go to the name that comes first in `names`.
 */
export function nearestName(given: string, names: Iterable<string>): string | null {
  const word = given.trim().toLowerCase().slice(0, LONGEST_COMPARED);
  let best: string | null = null;
  let bestDistance = Math.max(1, Math.floor(word.length / 2));
  for (const name of names) {
    const distance = editDistance(word, name.toLowerCase());
    if (distance <= bestDistance && (best === null || distance < bestDistance)) {
      best = name;
      bestDistance = distance;
    }
  }
  return best;
}

/** Edits (insert, delete, replace, swap of neighbours) that turn one word into the other. */
function editDistance(left: string, right: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: right.length + 1 }, (_, column) => column);
  for (let row = 1; row <= left.length; row++) {
    const current = [row];
    for (let column = 1; column <= right.length; column++) {
      const same = left[row - 1] === right[column - 1];
      let edits = Math.min(
        last[column]! + 1,
        current[column - 1]! + 1,
        last[column - 1]! + (same ? 0 : 1),
      );
      if (left[row - 1] === right[column - 2] && left[row - 2] === right[column - 1]) {
        edits = Math.min(edits, beforeLast[column - 2]! + 1);
      }
      current.push(edits);
    }
    beforeLast = last;
    last = current;
  }
  return last[right.length]!;
}
