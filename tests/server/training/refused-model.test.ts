import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ModelFormatError } from '../../../fusion/model/index.ts';
import { ModelRegistry } from '../../../profiles/index.ts';
import { trainCandidate } from '../../../server/training/train-candidate.ts';
import { modalities, openDesk, shopHistories, stored } from '../../profiles/fixture.ts';
import { asOfAnotherVersion } from '../../support/refused-model.ts';

const settings = {
  prepare: { factors: 4, candidates: 10, randomCandidates: 5 },
  fit: { epochs: 1, batchSize: 40 },
};

test('a serving model that this version of the program refuses does not keep a new one from being trained', async () => {
  const histories = shopHistories(20);
  const desk = await openDesk(null, histories.length);
  const { store, now: clock } = desk;
  await store.events.append(
    histories.flatMap(({ userId, events }) => events.map((one) => stored(userId, one))),
  );
  const train = (models: ModelRegistry, seed: number) =>
    trainCandidate({
      ...{ store, models, modalities, clock, checkpoint: null, onProgress: () => {} },
      settings: { ...settings, fit: { ...settings.fit, seed } },
      signal: new AbortController().signal,
    });
  const { model: first } = await train(desk.models, 1);
  await desk.models.promote(first.id, clock());

  await asOfAnotherVersion(store, first.id);
  const later = new ModelRegistry(store, modalities);
  await assert.rejects(later.active(), ModelFormatError);

  const { model: second } = await train(later, 2);
  assert.equal((await store.models.byId(second.id))!.parentId, first.id);
  await store.close();
});
