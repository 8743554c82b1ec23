import { sourceDeclaration } from '../../../ingest/index.ts';

/** A click stream as JSON lines in which rows repeat, change, go missing a user, or are broken. */
export const killSource = sourceDeclaration.parse({
  id: 'shop',
  connector: 'files',
  config: { streams: [{ name: 'clicks', path: 'clicks.jsonl', key: 'id' }] },
  streams: [
    {
      name: 'clicks',
      map: {
        event: {
          modality: 'browsing',
          type: 'view',
          at: 'time',
          user: { customer: 'user', email: 'email' },
          item: 'item',
          value: 'seconds',
        },
      },
    },
  ],
});

/** A small generator of numbers in [0, 1) from a seed (mulberry32). */
export function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

export interface Expected {
  /** Lines of the file, without line ends. */
  readonly lines: string[];
  /** What the good ones come to: each different line counts exactly once. */
  readonly counted: Set<string>;
  /** Rows that must be dead letters. */
  readonly bad: Set<string>;
}

/** Writes `count` more rows of the source. */
export function moreRows(expected: Expected, count: number, random: () => number): string[] {
  const added: string[] = [];
  for (let row = 0; row < count; row++) {
    const number = expected.lines.length;
    const chance = random();
    let line: string;
    if (chance < 0.05 && number > 0) {
      line = expected.lines[Math.floor(random() * number)]!;
    } else {
      const user = `c${Math.floor(random() * 200)}`;
      const time = new Date(1_700_000_000_000 + number * 1000).toISOString();
      const email = random() < 0.1 ? { email: `${user}@shop.example` } : {};
      const good = { id: `${number}`, time, user, item: `i${number % 50}`, seconds: number % 60 };
      line = JSON.stringify({ ...good, ...email });
      if (chance > 0.97) line = JSON.stringify({ ...good, user: null });
      (chance > 0.97 ? expected.bad : expected.counted).add(line);
    }
    expected.lines.push(line);
    added.push(line);
  }
  return added;
}
