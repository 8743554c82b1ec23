import { distance } from 'fastest-levenshtein';

const LONGEST_COMPARED = 64;
/** A swap of neighbours in a short word is two edits. */
const ALWAYS_NEAR = 2;

/** A half sentence that names the nearest of the known names, or some of them: for typing errors. */
export function nearestHint(wanted: string, known: readonly string[]): string {
  if (known.length === 0) return 'there is none';
  const nearest = nearestName(wanted, known);
  if (nearest !== null) return `did you mean "${nearest}"?`;
  return `there are: ${known.slice(0, 12).join(', ')}${known.length > 12 ? ', …' : ''}`;
}

/** The known name that was most likely meant; null where none is near. Ties go to the first. */
export function nearestName(given: string, names: Iterable<string>): string | null {
  const word = given.trim().toLowerCase().slice(0, LONGEST_COMPARED);
  let best: string | null = null;
  let bestDistance = Math.max(ALWAYS_NEAR, Math.floor(word.length / 2)) + 1;
  for (const name of names) {
    const edits = distance(word, name.toLowerCase().slice(0, LONGEST_COMPARED));
    if (edits < bestDistance && edits < name.length) {
      best = name;
      bestDistance = edits;
    }
  }
  return best;
}
