/** Everything beside the bank that a stream remembers: what the policy sees of it can be told from this alone. */
export interface StreamMemory {
  /** All of the following rows in one piece. */
  readonly rows: Float64Array;
  /** Of each rate, the reward and then the closeness of the last event, [2 * rates]. */
  readonly lagged: Float64Array;
  readonly fast: Float64Array;
  readonly slow: Float64Array;
  /** Of each rate, how near the last event came to its vector, [rates]. */
  readonly fit: Float64Array;
  /** Of each rate, the log of the sum over the catalogue as it stands now, [rates]. */
  readonly logSum: Float64Array;
  /** Of each rate, how evenly it speaks of the catalogue as it stands now, [rates]. */
  readonly entropy: Float64Array;
  /** What each rate remembers, as a length, [rates]. */
  readonly lengths: Float64Array;
  /** Of the first, the middle and the last rate's vector: first with last, middle with last, first with middle. */
  readonly cosines: Float64Array;
  /** Whether the last four are of now: only who asks what came of the last event needs that. */
  isCurrent: boolean;
  count: number;
  run: number;
  lastAt: number;
  pauseMs: number;
  lastItem: number;
  agreement: number;
  volatility: number;
  /** Log-likelihood that the policy's weights gave to events above the equal mixture's, in sum. */
  gain: number;
  /** Events in that sum. */
  judged: number;
  /** Events that full re-encodes read again: their cost so far. */
  readAgain: number;
}

const COSINES = 3;
const NUMBERS = [
  ...['count', 'run', 'lastAt', 'pauseMs', 'lastItem', 'agreement', 'volatility'],
  ...['gain', 'judged', 'readAgain'],
] as readonly NumberOfMemory[];

type NumberOfMemory = {
  [Name in keyof StreamMemory]: StreamMemory[Name] extends number ? Name : never;
}[keyof StreamMemory];

/** How many numbers a packed memory is. */
export function memoryWidth(rates: number): number {
  return 10 * rates + COSINES + NUMBERS.length;
}

/** Before the first event. */
export function emptyMemory(rates: number): StreamMemory {
  const rows = new Float64Array(10 * rates + COSINES);
  const part = (from: number, count: number) => rows.subarray(from * rates, (from + count) * rates);
  return {
    rows,
    lagged: part(0, 2),
    fast: part(2, 2),
    slow: part(4, 2),
    fit: part(6, 1),
    logSum: part(7, 1),
    entropy: part(8, 1),
    lengths: part(9, 1),
    cosines: rows.subarray(10 * rates),
    isCurrent: false,
    ...NOTHING,
  };
}

const NOTHING = {
  ...{ count: 0, run: 0, lastAt: 0, pauseMs: 0, lastItem: -1, agreement: 0, volatility: 0 },
  ...{ gain: 0, judged: 0, readAgain: 0 },
} as const satisfies Readonly<Record<NumberOfMemory, number>>;

/** Forgets everything. */
export function clearMemory(memory: StreamMemory): void {
  memory.rows.fill(0);
  memory.isCurrent = false;
  for (const name of NUMBERS) memory[name] = NOTHING[name];
}

/** Writes a current memory as `memoryWidth` numbers, to the last bit. */
export function packMemory(memory: StreamMemory, into: Float64Array): void {
  const { rows } = memory;
  into.set(rows);
  for (let at = 0; at < NUMBERS.length; at += 1) into[rows.length + at] = memory[NUMBERS[at]];
}

/** Reads what was packed. */
export function unpackMemory(memory: StreamMemory, packed: Float64Array): void {
  const { rows } = memory;
  for (let at = 0; at < rows.length; at += 1) rows[at] = packed[at];
  for (let at = 0; at < NUMBERS.length; at += 1) memory[NUMBERS[at]] = packed[rows.length + at];
  memory.isCurrent = true;
}
