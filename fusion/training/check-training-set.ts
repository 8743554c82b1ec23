import { checkFinite, checkNotInfinite, checkSchema, NetworkInputError } from '../model/index.ts';
import type { TrainingSet } from './training-set.ts';

/** @throws NetworkInputError saying which array of a training set is wrong, and how */
export function checkTrainingSets(sets: readonly TrainingSet[]): void {
  if (sets.length === 0 || sets.every(({ users }) => users === 0)) {
    throw new NetworkInputError('There are no users to learn from.');
  }
  checkSchema(sets[0].schema);
  const first = JSON.stringify(sets[0].schema);
  for (const set of sets) {
    if (JSON.stringify(set.schema) !== first) {
      throw new NetworkInputError('All training sets must have the same schema.');
    }
    checkLengths(set);
    checkValues(set);
  }
}

function checkLengths(set: TrainingSet): void {
  const { schema, users } = set;
  const candidates = set.candidateItems.length;
  const expect = (what: string, actual: number, expected: number) => {
    if (actual !== expected) {
      throw new NetworkInputError(
        `The training set's ${what} has ${actual} values, not ${expected}.`,
      );
    }
  };
  expect('modalities', set.modalities.length, schema.modalities.length);
  schema.modalities.forEach(({ name, featureNames }, index) => {
    const { features, present, sequence } = set.modalities[index];
    expect(`features of ${name}`, features.length, users * featureNames.length);
    expect(`presence of ${name}`, present.length, users);
    if (sequence !== null) {
      expect(`sequence pointers of ${name}`, sequence.pointers.length, users + 1);
      expect(`sequence of ${name}`, sequence.items.length, sequence.pointers[users]);
    }
  });
  expect('state', set.state.length, users * schema.states.length);
  expect('candidate pointers', set.candidatePointers.length, users + 1);
  expect('candidates', candidates, set.candidatePointers[users]);
  expect('columns', set.columnValues.length, candidates * schema.columns.length);
  expect('targets', set.targets.length, candidates);
  expect('labels', set.labels.length, schema.labels.length);
  schema.labels.forEach(({ name }, index) => {
    expect(`label ${name}`, set.labels[index].length, users);
  });
  expect('split', set.split.length, users);
  if (set.rowWeights !== null) expect('row weights', set.rowWeights.length, users);
}

function checkValues(set: TrainingSet): void {
  const { schema } = set;
  schema.modalities.forEach(({ name, featureNames }, index) => {
    const { features, present } = set.modalities[index];
    const width = featureNames.length;
    for (let user = 0; user < set.users; user += 1) {
      if (present[user] === 0) continue;
      const row = features.subarray(user * width, (user + 1) * width);
      checkFinite(row, featureNames, `The ${name} feature`);
    }
  });
  checkNotInfinite(
    set.state,
    schema.states.map(({ name }) => name),
    'The state value',
  );
  checkNotInfinite(
    set.columnValues,
    schema.columns.map(({ name }) => name),
    'The score column',
  );
  checkFinite(set.targets, ['target'], 'The value');
  if (set.rowWeights !== null) checkFinite(set.rowWeights, ['row weight'], 'The value');
  set.labels.forEach((values, index) => {
    const { name, kind } = schema.labels[index];
    checkNotInfinite(values, [name], 'The label');
    if (kind === 'binary' && values.some((value) => value < 0 || value > 1)) {
      throw new NetworkInputError(`The binary label "${name}" has values outside 0 and 1.`);
    }
  });
  const { itemCount } = schema;
  const sequences = set.modalities.flatMap(({ sequence }) => (sequence ? [sequence.items] : []));
  for (const items of [set.candidateItems, ...sequences]) {
    if (items.some((item) => item < -1 || item >= itemCount)) {
      throw new NetworkInputError(`Item indices must lie between -1 and ${itemCount - 1}.`);
    }
  }
}
