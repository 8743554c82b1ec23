/** Everything beside the bank that a stream remembers. */
export interface StreamMemory {
  /** Of each rate, the reward and then the closeness of the last event, [2 * rates]. */
  readonly lagged: Float64Array;
  readonly fast: Float64Array;
  readonly slow: Float64Array;
  count: number;
  run: number;
  lastAt: number;
  pauseMs: number;
  lastItem: number;
  agreement: number;
  fit: Float64Array;
  volatility: number;
  /** Log-likelihood that the policy's weights gave to events above the equal mixture's, in sum. */
  gain: number;
  /** Events in that sum. */
  judged: number;
  /** Events that full re-encodes read again: their cost so far. */
  readAgain: number;
}

/** Before the first event. */
export function emptyMemory(rates: number): StreamMemory {
  return {
    lagged: new Float64Array(2 * rates),
    fast: new Float64Array(2 * rates),
    slow: new Float64Array(2 * rates),
    count: 0,
    run: 0,
    lastAt: 0,
    pauseMs: 0,
    lastItem: -1,
    agreement: 0,
    fit: new Float64Array(rates),
    volatility: 0,
    gain: 0,
    judged: 0,
    readAgain: 0,
  };
}

const NUMBERS = [
  ...['count', 'run', 'lastAt', 'pauseMs', 'lastItem', 'agreement', 'volatility'],
  ...['gain', 'judged', 'readAgain'],
] as readonly NumberOfMemory[];

type NumberOfMemory = {
  [Name in keyof StreamMemory]: StreamMemory[Name] extends number ? Name : never;
}[keyof StreamMemory];

/** A memory in one row of numbers, [7 * rates + 10]: a fifth of the room. */
export function packMemory(memory: StreamMemory): Float64Array {
  const { lagged, fast, slow, fit } = memory;
  return Float64Array.of(
    ...[...lagged, ...fast, ...slow, ...fit],
    ...NUMBERS.map((name) => memory[name]),
  );
}

/** The memory that was packed, to the last bit. */
export function unpackMemory(packed: Float64Array, rates: number): StreamMemory {
  const memory = emptyMemory(rates);
  let from = 0;
  for (const row of [memory.lagged, memory.fast, memory.slow, memory.fit]) {
    row.set(packed.subarray(from, from + row.length));
    from += row.length;
  }
  for (const name of NUMBERS) {
    memory[name] = packed[from]!;
    from += 1;
  }
  return memory;
}
