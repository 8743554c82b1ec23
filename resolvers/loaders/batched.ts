import DataLoader from 'dataloader';

/** Reads values by their keys: each key once, and all keys of a tick together. */
export interface Loader<Value> {
  load(key: string): Promise<Value>;
}

/** A loader over a store method that answers many keys at once with a map. */
export function batched<Value, Missing>(
  read: (keys: readonly string[]) => Promise<ReadonlyMap<string, Value>>,
  missing: Missing,
): Loader<Value | Missing> {
  return new DataLoader<string, Value | Missing>(async (keys) => {
    const found = await read(keys);
    return keys.map((own) => found.get(own) ?? missing);
  });
}

/** A value that all fields of a request share, read when the first of them asks. */
export function once<Value>(read: () => Promise<Value>): () => Promise<Value> {
  let value: Promise<Value> | null = null;
  return () => {
    value ??= read();
    return value;
  };
}
