import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { ModelFormatError, networkToParts } from '../../../fusion/model/index.ts';
import { openBackend } from '../../../fusion/tensor/index.ts';
import {
  type FitSettings,
  fitBothStarts,
  fitNetwork,
  TRAIN,
} from '../../../fusion/training/index.ts';
import { randomNetwork } from '../model/random-network.ts';
import { syntheticSet } from './synthetic-set.ts';

const set = syntheticSet({ users: 120, candidates: 20 });
const settings: Partial<FitSettings> = { epochs: 2, batchSize: 40, seed: 7 };

describe('training from two starts', () => {
  before(() => openBackend());

  test('keeps the start from elsewhere where it foretells held-out rows better', async () => {
    const learned = await fitNetwork([set], { ...settings, epochs: 8 });
    const start = learned.network.content.weights;
    const both = await fitBothStarts([set], settings, start);
    assert.equal(both.kept, 'warm');
    const { scratch, warm } = both.figures;
    assert.ok((warm.loss ?? 9) < (scratch.loss ?? 0));
    assert.equal(warm.ndcgAt20, both.warm.metrics.curve[both.warm.metrics.bestEpoch].ndcgAt20);
  });

  test('keeps the one from nothing where the other misleads, to the same weights as without it', async () => {
    const { weights } = randomNetwork(set, 5).content;
    const both = await fitBothStarts([set], settings, weights);
    assert.equal(both.kept, 'scratch');
    const alone = await fitNetwork([set], settings);
    assert.deepEqual(networkToParts(both.scratch.network), networkToParts(alone.network));
  });

  test('keeps the one from nothing where there are no rows to judge by', async () => {
    const learned = await fitNetwork([set], { ...settings, epochs: 8 });
    const blind = { ...set, split: set.split.map(() => TRAIN) };
    const both = await fitBothStarts([blind], settings, learned.network.content.weights);
    assert.equal(both.kept, 'scratch');
    assert.deepEqual(both.figures.warm, { loss: null, ndcgAt20: null });
  });

  test('resumed from any of its checkpoints it ends with the same weights', async () => {
    const { weights } = randomNetwork(set).content;
    const checkpoints: Map<string, Uint8Array>[] = [];
    const whole = await fitBothStarts([set], settings, weights, {
      checkpoint: (parts) => {
        checkpoints.push(parts);
      },
    });
    assert.equal(checkpoints.length, 4);
    for (const resume of checkpoints) {
      const again = await fitBothStarts([set], settings, weights, { resume });
      assert.deepEqual(networkToParts(again.warm.network), networkToParts(whole.warm.network));
      assert.deepEqual(
        networkToParts(again.scratch.network),
        networkToParts(whole.scratch.network),
      );
    }
    const other = randomNetwork(set, 6).content.weights;
    const [, , third] = checkpoints;
    await assert.rejects(
      fitBothStarts([set], settings, other, { resume: third }),
      ModelFormatError,
    );
    let plain = new Map<string, Uint8Array>();
    await fitNetwork([set], settings, {
      checkpoint: (parts) => {
        plain = parts;
      },
    });
    await assert.rejects(
      fitBothStarts([set], settings, weights, { resume: plain }),
      ModelFormatError,
    );
  });
});
