/** A half sentence that names the nearest of the known names, or some of them: for typing errors. */
export function nearestHint(wanted: string, known: readonly string[]): string {
  if (known.length === 0) return 'there is none';
  const nearest = nearestName(wanted, known);
  if (nearest !== null) return `did you mean "${nearest}"?`;
  return `there are: ${known.slice(0, 12).join(', ')}${known.length > 12 ? ', …' : ''}`;
}

/** The known name that was most likely meant; null where none is near. */
export function nearestName(wanted: string, known: readonly string[]): string | null {
  const ranked = known
    .map((name) => ({ name, distance: distance(wanted.toLowerCase(), name.toLowerCase()) }))
    .sort((left, right) => left.distance - right.distance);
  const [best] = ranked;
  const isNear = best !== undefined && best.distance <= Math.max(2, wanted.length / 3);
  return isNear ? best.name : null;
}

/** The Levenshtein distance: how many letters must be changed, added or left out. */
function distance(left: string, right: string): number {
  let row = Array.from({ length: right.length + 1 }, (_, index) => index);
  for (const [index, letter] of [...left].entries()) {
    const above = row;
    row = [index + 1];
    for (let at = 1; at <= right.length; at += 1) {
      const replaced = above[at - 1] + (letter === right[at - 1] ? 0 : 1);
      row.push(Math.min(replaced, above[at] + 1, row[at - 1] + 1));
    }
  }
  return row[right.length];
}
