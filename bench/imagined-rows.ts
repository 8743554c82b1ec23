import {
  buildServing,
  defaultModalities,
  RandomSource,
  type TrainingSet,
} from '../fusion/index.ts';
import type { InputSchema } from '../fusion/model/index.ts';
import { imaginedEvents, imaginedItems } from './filled-shop/imagined-shop.ts';

const USERS_OF_THE_SCHEMA = 40;
const EVENTS = 60;

/** What really goes into the network, with another number of items. */
export function servedSchema(itemCount: number): InputSchema {
  const userIds = Array.from({ length: USERS_OF_THE_SCHEMA }, (_, at) => `user-${at}`);
  const stretch = { number: 0, of: 1, events: EVENTS };
  const users = userIds.map((userId, at) => {
    const events = imaginedEvents(at, stretch, userIds);
    return { userId, traits: {}, events: events.sort((left, right) => left.at - right.at) };
  });
  const settings = { factors: 8, recency: 'fixed' } as const;
  const { schema } = buildServing(users, imaginedItems(), defaultModalities(), settings);
  return { ...schema, itemCount };
}

export interface ImaginedRowsOptions {
  readonly schema: InputSchema;
  readonly rows: number;
  /** Of each row, one of them the target. */
  readonly candidates: number;
  /** Recent items of each row and modality that has them. */
  readonly sequence: number;
  readonly seed: number;
  /** Whether items are drawn by Zipf's law, as shops have them; else evenly. */
  readonly isZipf?: boolean;
}

/** Keeps popular items apart in the table. */
const SPREAD = 7919;

/** Training rows of noise: how long they take does not depend on what they say. */
export function imaginedRows({
  schema,
  rows,
  candidates,
  sequence,
  seed,
  isZipf = false,
}: ImaginedRowsOptions): TrainingSet {
  const random = RandomSource.fromSeed(seed);
  const normals = (size: number) => Float32Array.from({ length: size }, () => random.normal());
  const { itemCount } = schema;
  // A rank drawn evenly by its logarithm follows Zipf's law: the k-th item's share is 1 / k.
  const draw = () =>
    isZipf
      ? (Math.floor(itemCount ** random.uniform()) * SPREAD) % itemCount
      : random.below(itemCount);
  const items = (size: number) => Int32Array.from({ length: size }, draw);
  const pointers = (size: number) => Int32Array.from({ length: rows + 1 }, (_, row) => row * size);
  const targets = new Float32Array(rows * candidates);
  for (let row = 0; row < rows; row += 1) targets[row * candidates + random.below(candidates)] = 1;
  return {
    schema,
    users: rows,
    modalities: schema.modalities.map(({ featureNames, sequenceTypes }) => ({
      features: normals(rows * featureNames.length),
      present: new Uint8Array(rows).fill(1),
      sequence: sequenceTypes && {
        pointers: pointers(sequence),
        items: items(rows * sequence),
        types: Uint8Array.from({ length: rows * sequence }, () =>
          random.below(sequenceTypes.length),
        ),
        ages: normals(rows * sequence).map((age) => 30 * Math.abs(age)),
      },
    })),
    state: normals(rows * schema.states.length),
    candidatePointers: pointers(candidates),
    candidateItems: items(rows * candidates),
    columnValues: normals(rows * candidates * schema.columns.length),
    targets,
    rowWeights: null,
    labels: schema.labels.map(({ kind }) =>
      normals(rows).map((value) => (kind === 'binary' ? Number(value > 0) : value)),
    ),
    split: new Uint8Array(rows),
  };
}
