import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { networkFromParts, networkToParts } from '../../../fusion/model/index.ts';
import { openBackend } from '../../../fusion/tensor/index.ts';
import { fitNetwork, type TrainingSet, VALIDATION } from '../../../fusion/training/index.ts';
import { syntheticSet, userInputOf } from './synthetic-set.ts';

const settings = { epochs: 4, batchSize: 40, seed: 7 };
/** The column `noise0`, whose modality is location. */
const NOISE = 3;

/** Location foretells the target in training, and tells nothing of it afterwards. */
function deceived(): TrainingSet {
  const set = syntheticSet({ users: 900, candidates: 20 });
  const width = set.schema.columns.length;
  for (let user = 0; user < set.users; user += 1) {
    const told = set.split[user] === VALIDATION ? 0 : 2;
    for (let at = set.candidatePointers[user]; at < set.candidatePointers[user + 1]; at += 1) {
      set.columnValues[at * width + NOISE] += told * set.targets[at];
    }
  }
  return set;
}

describe('voices', () => {
  before(() => openBackend());

  test('a modality that makes lists worse on validation rows is not heard, in no set', async () => {
    const { network, metrics } = await fitNetwork([deceived()], settings);
    const { voices } = network.content;
    const withLocation = voices.filter(({ have }) => have.includes('location'));
    assert.deepEqual(
      withLocation.map(({ have }) => have),
      [
        ['browsing', 'location'],
        ['social', 'location'],
        ['browsing', 'social', 'location'],
      ],
    );
    for (const { heard } of withLocation) assert.ok(!heard.includes('location'), String(heard));
    assert.deepEqual(metrics.voices, voices);
  });

  test('modalities that help each other are all heard', async () => {
    const set = syntheticSet({ users: 900, candidates: 20 });
    const { network } = await fitNetwork([set], settings);
    const telling = [...set.split.keys()].filter(
      (user) =>
        set.split[user] === VALIDATION && set.modalities.slice(0, 2).every((m) => m.present[user]),
    );
    assert.ok(telling.length >= 100, `${telling.length} rows are too few to say so`);
    const both = network.content.voices.find(({ have }) => have.join() === 'browsing,social');
    assert.equal(both, undefined, JSON.stringify(network.content.voices));
  });

  test('too few rows say nothing', async () => {
    const { network } = await fitNetwork([syntheticSet({ users: 200, candidates: 20 })], settings);
    assert.deepEqual(network.content.voices, []);
  });

  test('a stored network hears the same, and everybody where nothing is known', async () => {
    const set = deceived();
    const { network } = await fitNetwork([set], settings);
    const again = networkFromParts(networkToParts(network));
    const row = [...set.modalities[1].present.keys()].find((user) =>
      set.modalities.every(({ present }) => present[user] === 1),
    )!;
    const input = userInputOf(set, row);
    assert.ok(!network.heard(input).includes('location'));
    assert.deepEqual(again.heard(input), network.heard(input));
    const alone = input.modalities.map((modality, index) => ({
      ...modality,
      present: index === 2,
    }));
    assert.deepEqual(network.heard({ modalities: alone }), ['location']);
    const silent = input.modalities.map((modality) => ({ ...modality, present: false }));
    assert.deepEqual(network.heard({ modalities: silent }), []);
  });
});
