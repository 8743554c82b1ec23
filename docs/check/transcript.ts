/**
 * What of a shown explanation has to hold on every machine, one statement an entry: the verdict with the
 * segment's name, for a rule the whole sentence; every event of the evidence with its instant and its words;
 * every change, with whatever amount. Scores and shares are left out: their last digits differ between
 * processors, and with them the order of what weighs the same. Of anything else every line counts as it is.
 */
export function statementsOf(shown: string): string[] {
  const lines = shown.split('\n');
  const verdict = lines.map(verdictOf).find((found) => found !== null) ?? null;
  if (verdict === null) return lines.filter((line) => line.trim() !== '');
  return [verdict, ...lines.flatMap((line) => eventOf(line) ?? changeOf(line) ?? [])];
}

function verdictOf(line: string): string | null {
  const [, rule, anything] =
    /^((?:Not in|In) ".+" because: .+) \(as of |^((?:Not in|In) "[^"]+")/.exec(line) ?? [];
  return rule ?? anything ?? null;
}

function eventOf(line: string): string | null {
  const [, at, what] = /^[+-]\d+\.\d+ +(\d{4}-\d\d-\d\dT\S+) +(\w+ +.+)$/.exec(line) ?? [];
  return at === undefined ? null : `${at} ${what.replace(/ +/g, ' ')}`;
}

function changeOf(line: string): string | null {
  return /^- /.test(line) ? line.replace(/\d+/g, 'some') : null;
}
