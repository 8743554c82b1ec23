import type { CandidateInput, InputSchema, UserInput } from '../../../fusion/model/index.ts';
import { RandomSource } from '../../../fusion/tensor/index.ts';
import { TRAIN, type TrainingSet, VALIDATION } from '../../../fusion/training/index.ts';

export interface SyntheticOptions {
  readonly users: number;
  readonly candidates: number;
  readonly items?: number;
  /** Noise columns beside the three with a meaning. */
  readonly noiseColumns?: number;
  readonly seed?: number;
}

const FEATURES = { browsing: 6, social: 3, location: 2 } as const;

export function syntheticSchema(items: number, noiseColumns: number): InputSchema {
  const names = (prefix: string, count: number) =>
    Array.from({ length: count }, (_, index) => `${prefix}${index}`);
  return {
    modalities: [
      {
        name: 'browsing',
        featureNames: names('b', FEATURES.browsing),
        sequenceTypes: ['view', 'cart'],
      },
      { name: 'social', featureNames: names('s', FEATURES.social), sequenceTypes: null },
      { name: 'location', featureNames: names('l', FEATURES.location), sequenceTypes: ['visit'] },
    ],
    states: [
      { name: 'activity', modality: 'browsing' },
      { name: 'friends', modality: 'social' },
      { name: 'age', modality: null },
    ],
    columns: [
      { name: 'taste', modality: 'browsing', initialWeight: 0.3 },
      { name: 'crowd', modality: 'social', initialWeight: 0 },
      { name: 'popularity', modality: null, initialWeight: 0.2 },
      ...names('noise', noiseColumns).map((name) => ({
        name,
        modality: 'location',
        initialWeight: 0,
      })),
    ],
    labels: [
      { name: 'lapse', kind: 'binary' },
      { name: 'spend', kind: 'regression' },
    ],
    itemCount: items,
  };
}

/**
 * Users with a hidden taste: active ones follow their own taste, the others the crowd, so a
 * network that gates experts by state beats every fixed weighting. About a quarter lack the
 * social modality, and some lack location.
 */
export function syntheticSet(options: SyntheticOptions): TrainingSet {
  const { users, candidates, items = 60, noiseColumns = 2, seed = 5 } = options;
  const random = RandomSource.fromSeed(seed);
  const schema = syntheticSchema(items, noiseColumns);
  const width = schema.columns.length;
  const groupOf = (item: number) => item % 3;
  const make = (size: number, value: () => number) => Float32Array.from({ length: size }, value);
  const set = {
    schema,
    users,
    modalities: schema.modalities.map(({ featureNames, sequenceTypes }) => ({
      features: make(users * featureNames.length, () => random.normal()),
      present: new Uint8Array(users).fill(1),
      sequence:
        sequenceTypes === null
          ? null
          : {
              pointers: Int32Array.from({ length: users + 1 }, (_, user) => user * 5),
              items: Int32Array.from({ length: users * 5 }, () => random.below(items)),
              types: Uint8Array.from({ length: users * 5 }, () =>
                random.below(sequenceTypes.length),
              ),
              ages: make(users * 5, () => random.uniform() * 30),
            },
    })),
    state: make(users * 3, () => random.normal()),
    candidatePointers: Int32Array.from({ length: users + 1 }, (_, user) => user * candidates),
    candidateItems: Int32Array.from({ length: users * candidates }, () => random.below(items)),
    columnValues: make(users * candidates * width, () => random.normal()),
    targets: new Float32Array(users * candidates),
    rowWeights: null,
    labels: [new Float32Array(users), new Float32Array(users)],
    split: Uint8Array.from({ length: users }, (_, user) => (user % 5 === 4 ? VALIDATION : TRAIN)),
  } satisfies TrainingSet;
  for (let user = 0; user < users; user += 1) {
    const group = random.below(3);
    const isActive = set.state[user * 3] > 0;
    if (random.uniform() < 0.25) set.modalities[1].present[user] = 0;
    if (random.uniform() < 0.1) set.modalities[2].present[user] = 0;
    for (let index = 0; index < 3; index += 1) {
      set.modalities[0].features[user * FEATURES.browsing + index] += group === index ? 2 : 0;
    }
    for (let position = 0; position < 5; position += 1) {
      const drawn = random.below(items / 3) * 3 + group;
      set.modalities[0].sequence?.items.fill(drawn, user * 5 + position, user * 5 + position + 1);
    }
    let best = -Infinity;
    let chosen = 0;
    for (let candidate = 0; candidate < candidates; candidate += 1) {
      const at = user * candidates + candidate;
      const followed = set.columnValues[at * width + (isActive ? 0 : 1)];
      const match = groupOf(set.candidateItems[at]) === group ? 1 : 0;
      const value = 2 * followed + 1.5 * match + random.normal();
      if (value > best) {
        best = value;
        chosen = at;
      }
      if (random.uniform() < 0.1) set.columnValues[at * width + 2] = Number.NaN;
    }
    set.targets[chosen] = 1;
    const lapse = group === 0 ? 0.8 : 0.2;
    set.labels[0][user] = random.uniform() < lapse ? 1 : 0;
    set.labels[1][user] = 100 + 40 * group + 10 * random.normal();
    if (random.uniform() < 0.2) set.labels[1][user] = Number.NaN;
  }
  return set;
}

/** A row of a set as serving would hand it to the network. */
export function userInputOf(set: TrainingSet, row: number): UserInput {
  const states = set.schema.states.length;
  return {
    modalities: set.schema.modalities.map(({ featureNames }, index) => {
      const { features, present, sequence } = set.modalities[index];
      const width = featureNames.length;
      const range = sequence && ([sequence.pointers[row], sequence.pointers[row + 1]] as const);
      return {
        present: present[row] === 1,
        features: features.slice(row * width, (row + 1) * width),
        sequence:
          sequence && range
            ? {
                items: sequence.items.slice(...range),
                types: sequence.types.slice(...range),
                ages: sequence.ages.slice(...range),
              }
            : null,
      };
    }),
    state: set.state.slice(row * states, (row + 1) * states),
  };
}

export function candidatesOf(set: TrainingSet, row: number): CandidateInput {
  const [from, to] = [set.candidatePointers[row], set.candidatePointers[row + 1]];
  const width = set.schema.columns.length;
  return {
    items: set.candidateItems.slice(from, to),
    columnValues: set.columnValues.slice(from * width, to * width),
  };
}
