import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { voicesText } from '../../../cli/commands/train.ts';
import { networkFromParts, networkToParts } from '../../../fusion/model/index.ts';
import { openBackend } from '../../../fusion/tensor/index.ts';
import { rowsToAsk } from '../../../fusion/training/choose-voices.ts';
import { fitNetwork, type TrainingSet, VALIDATION } from '../../../fusion/training/index.ts';
import { VOICE_RULES, type VoiceRule } from '../../../fusion/training/training-settings.ts';
import { type Measured, rankingSet } from '../../../fusion/training/voice-measure.ts';
import { syntheticSet, userInputOf } from './synthetic-set.ts';

const settings = { epochs: 4, batchSize: 40, seed: 7 };
/** The column `noise0`, whose modality is location. */
const NOISE = 3;

/** Location foretells the target in training, and tells nothing of it afterwards. */
function deceived(strength = 2): TrainingSet {
  const set = syntheticSet({ users: 900, candidates: 20 });
  const width = set.schema.columns.length;
  for (let user = 0; user < set.users; user += 1) {
    const told = set.split[user] === VALIDATION ? 0 : strength;
    for (let at = set.candidatePointers[user]; at < set.candidatePointers[user + 1]; at += 1) {
      set.columnValues[at * width + NOISE] += told * set.targets[at];
    }
  }
  return set;
}

/** A set of modalities as bits, with the NDCG of a hundred rows. */
function rankedBy(set: number, ndcgOf: (place: number) => number): Measured {
  const places = Array.from({ length: 100 }, (_, place) => place);
  return {
    set,
    size: set === 3 ? 2 : 1,
    ndcg: new Map(places.map((place) => [place, ndcgOf(place)])),
  };
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

  test('with too many sets to try each, that is said, and nobody is silenced', () => {
    const rows = Array.from({ length: 10_000 }, (_, row) => row);
    const asked = [4, 8, 9, 20, 28].map((modalities) => rowsToAsk(rows, modalities));
    assert.deepEqual(
      asked.map(({ asked, problem }) => [asked.length >= 100, problem]),
      [
        [true, null],
        [true, null],
        [true, null],
        [true, null],
        [false, '28 modalities take 406 rankings, too many to make on 100 users'],
      ],
    );
    assert.deepEqual(rowsToAsk(rows.slice(0, 99), 12), { asked: [], problem: null });
    assert.match(voicesText({ voicesProblem: asked[4].problem }), /voice in lists: 28 modalities/);
    assert.equal(voicesText({}), '');
  });

  test('of nine modalities the one that makes lists worse is heard for nobody who has another', async () => {
    const set = deceived(1);
    const more = Array.from({ length: 6 }, (_, index) => `more${index}`);
    const nine: TrainingSet = {
      ...set,
      schema: {
        ...set.schema,
        modalities: [
          ...set.schema.modalities,
          ...more.map((name) => ({ name, featureNames: [`${name}.x`], sequenceTypes: null })),
        ],
      },
      modalities: [
        ...set.modalities,
        ...more.map(() => ({
          features: new Float32Array(set.users),
          present: new Uint8Array(set.users).fill(1),
          sequence: null,
        })),
      ],
    };
    const { network, metrics } = await fitNetwork([nine], settings);
    assert.deepEqual(metrics.voicesProblem, undefined);
    const [voice, ...others] = network.content.voices;
    assert.deepEqual([voice.have, others], [[], []]);
    assert.ok(voice.heard.includes('browsing') && !voice.heard.includes('location'));
    const row = userInputOf(nine, 0);
    const only = (...names: string[]) => ({
      modalities: row.modalities.map((modality, index) => ({
        ...modality,
        present: names.includes(nine.schema.modalities[index].name),
      })),
    });
    assert.deepEqual(network.heard(only('browsing', 'location')), ['browsing']);
    assert.deepEqual(network.heard(only('location')), ['location'], 'who has nothing else');
    const again = networkFromParts(networkToParts(network));
    assert.deepEqual(again.content.voices, network.content.voices);
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

  test('a modality that does no harm ranks, or has to show that it helps, as the rule wants it', () => {
    const places = Array.from({ length: 100 }, (_, place) => place);
    const first = rankedBy(1, (place) => (place % 10) / 10);
    const second = rankedBy(2, () => 0.1);
    const ranksWith = (gainOf: (place: number) => number, rule: VoiceRule) => {
      const both = rankedBy(3, (place) => (place % 10) / 10 + gainOf(place));
      return rankingSet(both, [first, second, both], places, rule).set;
    };
    // The mean gain is .002, .02 and -.02, its standard error about .01.
    const swing = (place: number) => (place % 2 === 0 ? 0.1 : -0.1);
    assert.equal(
      ranksWith((place) => 0.002 + swing(place), 'unless-worse'),
      3,
    );
    assert.equal(
      ranksWith((place) => 0.002 + swing(place), 'if-better'),
      1,
    );
    for (const rule of VOICE_RULES) {
      assert.equal(
        ranksWith((place) => 0.02 + swing(place), rule),
        3,
      );
      assert.equal(
        ranksWith((place) => -0.02 + swing(place), rule),
        1,
      );
    }
  });

  test('the rule is the one that was asked for, and one that there is', async () => {
    const set = syntheticSet({ users: 900, candidates: 20 });
    const voicesBy = async (voices?: VoiceRule) =>
      (await fitNetwork([set], { ...settings, ...(voices && { voices }) })).network.content.voices;
    assert.deepEqual(await voicesBy('unless-worse'), await voicesBy());
    const heard = (await voicesBy('if-better')).find(
      ({ have }) => have.join() === 'browsing,location',
    );
    assert.deepEqual(heard?.heard, ['browsing']);
    await assert.rejects(
      voicesBy('loudest' as VoiceRule),
      /'loudest' is no rule for voices: it is unless-worse or if-better/,
    );
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
