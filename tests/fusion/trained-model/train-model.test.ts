import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import {
  defaultModalities,
  FusionModel,
  type Modality,
  ModalityRegistry,
  ModelFormatError,
  readerLoader,
  trainingPreparation,
  trainModel,
} from '../../../fusion/index.ts';
import { FusionNetwork } from '../../../fusion/model/index.ts';
import { END, smallHistories, smallItems } from '../training/small-shop.ts';

const registry = defaultModalities();
const histories = smallHistories(90);
const settings = { prepare: { factors: 8 }, fit: { epochs: 3, batchSize: 30 } };
const train = () =>
  trainModel({ users: histories, items: smallItems() }, trainingPreparation(registry), settings);

describe('a model trained from histories', () => {
  let model: FusionModel;
  before(async () => {
    model = await train();
  });

  test('encodes users: vector, modalities, read-outs and recommendations with their parts', async () => {
    const profiles = await model.encode(histories.slice(0, 12), { asOf: END });
    for (const [index, profile] of profiles.entries()) {
      assert.equal(profile.userId, histories[index].userId);
      assert.equal(profile.vector.length, model.dimension);
      assert.deepEqual(
        profile.modalities.map(({ name }) => name),
        model.modalityNames,
      );
      const shares = profile.modalities.reduce((sum, { weight }) => sum + weight, 0);
      assert.ok(Math.abs(shares - 1) < 1e-6);
      const browsing = profile.modalities.find(({ name }) => name === 'browsing');
      const own = histories[index].events.filter(({ modality }) => modality === 'browsing');
      assert.equal(browsing?.events, own.length);
      assert.equal(browsing?.lastAt, own.at(-1)?.at);
      assert.equal(profile.readOuts.length, model.network.schema.labels.length);
      const recommended = await model.recommend(histories[index], { asOf: END, count: 10 });
      assert.equal(recommended.length, 10);
      const wanted = recommended.map(({ itemId }) => itemId);
      const ranked = await model.rank(histories[index], wanted, { asOf: END });
      assert.deepEqual(
        ranked.map(({ itemId, score }) => ({ itemId, score })),
        recommended,
      );
      for (const { score, contributions } of ranked) {
        const sum = contributions.reduce((total, { value }) => total + value, 0);
        assert.ok(Math.abs(sum - score) < 1e-4, `${sum} and ${score}`);
      }
      const scores = recommended.map(({ score }) => score);
      assert.deepEqual(
        scores,
        [...scores].sort((a, b) => b - a),
      );
    }
  });

  test('a modality without a voice moves no list, and stays in the vector', async () => {
    const have = model.network.schema.modalities
      .map(({ name }) => name)
      .filter((name) => name === 'browsing' || name === 'transactions');
    const voices = [{ have, heard: ['transactions'] }];
    const network = new FusionNetwork({ ...model.network.content, voices });
    const careful = new FusionModel(network, model.reader, { settings: null, metrics: null });
    const [user] = histories.filter(({ events }) =>
      have.every((name) => events.some(({ modality }) => modality === name)),
    );
    const ranked = await careful.rank(user, null, { asOf: END, count: 10 });
    const only = { asOf: END, count: 10, modalities: ['transactions'] };
    assert.deepEqual(ranked, await careful.rank(user, null, only));
    assert.deepEqual(
      (await careful.recommend(user, { asOf: END, count: 10 })).map(({ itemId }) => itemId),
      ranked.map(({ itemId }) => itemId),
    );
    for (const { contributions } of ranked) {
      const browsing = contributions.find(({ modality }) => modality === 'browsing');
      assert.ok(Math.abs(browsing?.value ?? 1) < 1e-12);
    }
    const [[profile], [before]] = [
      await careful.encode([user], { asOf: END }),
      await model.encode([user], { asOf: END }),
    ];
    assert.deepEqual(profile.vector, before.vector);
    const gateOf = ({ modalities }: typeof profile, name: string) =>
      modalities.find((modality) => modality.name === name)?.gate;
    assert.equal(gateOf(profile, 'browsing'), 0);
    assert.notEqual(gateOf(before, 'browsing'), 0);
    assert.notEqual(gateOf(profile, 'transactions'), 0);
  });

  test('ranks given items, unknown ones too, and leaves modalities out on demand', async () => {
    const wanted = ['item3', 'item4', 'never seen', 'item5'];
    const ranked = await model.rank(histories[0], wanted, { asOf: END });
    assert.deepEqual(ranked.map(({ itemId }) => itemId).sort(), [...wanted].sort());
    const only = await model.rank(histories[0], wanted, {
      asOf: END,
      modalities: ['transactions'],
    });
    for (const { contributions } of only) {
      const browsing = contributions.find(({ modality }) => modality === 'browsing');
      assert.equal(browsing?.value, 0);
    }
  });

  test('a user without any event gets a sensible answer', async () => {
    const stranger = { userId: 'stranger', events: [], traits: {} };
    const [profile] = await model.encode([stranger], { asOf: END });
    assert.ok(profile.vector.every((value) => value === 0));
    assert.ok(profile.modalities.every(({ present, weight }) => !present && weight === 0));
    const recommended = await model.recommend(stranger, { asOf: END });
    assert.ok(recommended.length > 0);
    assert.ok(recommended.every(({ score }) => Number.isFinite(score)));
  });

  test('of many items it ranks two hundred, and more only for who asks for more', async () => {
    const [some] = smallItems();
    const others = Array.from({ length: 370 }, (_, index) => ({ ...some, id: `other${index}` }));
    const large = await trainModel(
      { users: histories.slice(0, 20), items: [...smallItems(), ...others] },
      trainingPreparation(registry),
      { prepare: { factors: 8 }, fit: { epochs: 1, batchSize: 30 } },
    );
    const stranger = { userId: 'stranger', events: [], traits: {} };
    const ranked = async (count?: number) =>
      (await large.rank(stranger, null, { asOf: END, count })).length;
    assert.deepEqual(
      [await ranked(), await ranked(20), await ranked(250), await ranked(350)],
      [200, 20, 250, 350],
    );
    assert.equal((await large.recommend(stranger, { asOf: END, count: 350 })).length, 350);
  });

  test('stored and read again it is the same model with the same answers', async () => {
    const again = await FusionModel.fromParts(model.toParts(), readerLoader(registry));
    assert.equal(again.id, model.id);
    const options = { asOf: END };
    assert.deepEqual(
      await again.encode(histories.slice(0, 5), options),
      await model.encode(histories.slice(0, 5), options),
    );
  });

  test('stored by a program with other features it is refused by name, not misread', async () => {
    const later = new ModalityRegistry();
    for (const modality of registry.list()) {
      const featureNames: Modality['featureNames'] = (context) => [
        ...modality.featureNames(context),
        'mood',
      ];
      later.register(modality.name === 'social' ? { ...modality, featureNames } : modality);
    }
    await assert.rejects(
      FusionModel.fromParts(model.toParts(), readerLoader(later)),
      (error: Error) =>
        error instanceof ModelFormatError &&
        /features of social.*new: mood.*anew/.test(error.message),
    );
  });

  test('stored by a program whose experts gave other scores it is refused by name, not misread', async () => {
    const later = new ModalityRegistry();
    for (const modality of registry.list()) {
      const loadExpert: Modality['loadExpert'] = (parts, context) => {
        const expert = modality.loadExpert(parts, context);
        const columns = [...expert.columns, { name: 'hunch', initialWeight: 0 }];
        return Object.create(expert, { columns: { value: columns } });
      };
      later.register(modality.name === 'social' ? { ...modality, loadExpert } : modality);
    }
    await assert.rejects(
      FusionModel.fromParts(model.toParts(), readerLoader(later)),
      (error: Error) =>
        error instanceof ModelFormatError &&
        /scores of experts.*new: social\.hunch.*anew/.test(error.message),
    );
  });

  test('one seed makes one model, down to its id', async () => {
    assert.equal((await train()).id, model.id);
  });
});
