import assert from 'node:assert/strict';
import { it } from 'node:test';
import {
  holdOutItems,
  stagesByShare,
} from '../../../evaluation/suites/new-items/held-out-items.ts';
import { judgeNewItems } from '../../../evaluation/suites/new-items/judge.ts';
import { defaultModalities, trainingPreparation, trainModel } from '../../../fusion/index.ts';
import { shopHistories, shopItems } from '../../profiles/fixture.ts';

const users = shopHistories(400);
const modalities = defaultModalities();
const held = holdOutItems(users, shopItems(), modalities, { seed: 2, most: 100 });

it('hides items from training without a trace, and judges by what is turned to later', () => {
  const hidden = new Set(held.hidden.map(({ id }) => id));
  // One of each kind.
  assert.equal(new Set(held.hidden.flatMap(({ categories }) => categories)).size, 3);
  assert.equal(hidden.size, 3);
  assert.equal(held.known.length, 27);
  const traces = held.earlier.flatMap(({ events }) =>
    events.filter(({ itemId }) => hidden.has(itemId!)),
  );
  assert.deepEqual(traces, []);
  assert.ok(held.judged.length > 0);
  for (const { before, sinceArrival, newTargets, knownTargets } of held.judged) {
    const whole = users.find(({ userId }) => userId === before.userId)!;
    const seen = new Set(sinceArrival.events.map(({ itemId }) => itemId));
    assert.ok(sinceArrival.events.length < whole.events.length);
    for (const id of newTargets) assert.ok(hidden.has(id) && !seen.has(id));
    for (const id of knownTargets) assert.ok(!hidden.has(id) && !seen.has(id));
    assert.ok(before.events.every(({ itemId }) => !hidden.has(itemId ?? '')));
  }
});

it('ranks hidden items better than chance, by their content alone', async () => {
  const model = await trainModel(
    { users: held.earlier, items: held.known },
    trainingPreparation(modalities),
    {
      prepare: {
        factors: 4,
        candidates: 10,
        randomCandidates: 5,
        stages: stagesByShare,
        recency: 'fixed',
      },
      fit: { epochs: 1, batchSize: 40 },
    },
  );
  const { amongNew, amongAll } = await judgeNewItems(model, held);
  const mean = (values: readonly number[]) =>
    values.reduce((sum, value) => sum + value, 0) / values.length;
  assert.ok(mean(amongNew.fused) > mean(amongNew.random), `${mean(amongNew.fused)}`);
  assert.ok(mean(amongNew.fused) > mean(amongNew.kind_popularity));
  assert.ok(mean(amongAll.fused) > mean(amongAll.unaware));
});
