import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import {
  contentOf,
  defaultModalities,
  type FusionModel,
  type Origin,
  TransferError,
  trainingPreparation,
  trainModel,
  type WarmStart,
} from '../../../fusion/index.ts';
import { readOrigin, writeOrigin } from '../../../server/training/origin-file.ts';
import { smallHistories, smallItems } from '../../fusion/training/small-shop.ts';

const folder = mkdtempSync(path.join(os.tmpdir(), 'portrait-origin-'));
const file = path.join(folder, 'exported');
after(() => rmSync(folder, { recursive: true, force: true }));

function train(users: number, from?: Origin, network = {}): Promise<FusionModel> {
  const fit = { epochs: 2, batchSize: 30, ...network };
  return trainModel(
    { users: smallHistories(users), items: smallItems() },
    trainingPreparation(defaultModalities()),
    { prepare: { factors: 4, candidates: 10, recency: 'fixed' }, fit },
    from && { from },
  );
}

describe('an exported model', () => {
  let model: FusionModel;
  before(async () => {
    model = await train(60);
    const { id: modelId, network, reader } = model;
    await writeOrigin(file, { modelId, network, items: contentOf(reader.itemIds, smallItems()) });
  });

  test('is read as it was written, without ids of users or items', async () => {
    const { modelId, network, items } = await readOrigin(file);
    assert.equal(modelId, model.id);
    assert.deepEqual(network.content.weights.flat, model.network.content.weights.flat);
    assert.equal(items.ids, null);
    assert.deepEqual(
      new Set(items.categories.flat()),
      new Set(['category0', 'category1', 'category2']),
    );
    const text = (await readFile(file)).toString('latin1');
    for (const { userId } of smallHistories(60)) assert.ok(!text.includes(userId));
    for (const { id } of smallItems()) assert.ok(!text.includes(`"${id}"`));
  });

  test('is what a training can start from, which says what it was worth', async () => {
    const warm = await train(20, await readOrigin(file));
    const { warmStart } = warm.metrics as { readonly warmStart: WarmStart };
    assert.equal(warmStart.from, model.id);
    const scratch = await train(20);
    const isBetter =
      warmStart.warm.loss! < warmStart.scratch.loss! &&
      warmStart.warm.ndcgAt20! >= warmStart.scratch.ndcgAt20!;
    assert.equal(warmStart.kept, isBetter);
    assert.equal(
      Buffer.from(warm.network.content.weights.flat.buffer).equals(
        Buffer.from(scratch.network.content.weights.flat.buffer),
      ),
      !warmStart.kept,
    );
  });

  test('of another size, damaged, or something else is refused with what to do', async () => {
    const origin = await readOrigin(file);
    const network = { network: { ...origin.network.content.settings, dimension: 16 } };
    await assert.rejects(train(20, origin, network), (error: Error) => {
      return error instanceof TransferError && /dimension: 32.*portrait\.yaml/.test(error.message);
    });
    const bytes = await readFile(file);
    const bad = path.join(folder, 'bad');
    for (const content of [
      bytes.subarray(0, bytes.length - 10),
      bytes.subarray(0, 3),
      Buffer.from('not a model at all'),
      Buffer.alloc(0),
    ]) {
      writeFileSync(bad, content);
      await assert.rejects(readOrigin(bad), (error: Error) => {
        return error instanceof TransferError && /bad is not a model that/.test(error.message);
      });
    }
    await assert.rejects(readOrigin(path.join(folder, 'absent')), /cannot be read.*model list/);
  });

  test('where it cannot be written it is said what to give instead', async () => {
    const origin = await readOrigin(file);
    for (const nowhere of [path.join(folder, 'absent', 'exported'), folder]) {
      await assert.rejects(writeOrigin(nowhere, origin), (error: Error) => {
        return (
          error instanceof TransferError && /cannot be written.*Give the path/.test(error.message)
        );
      });
    }
  });
});
