import assert from 'node:assert/strict';
import { it } from 'node:test';
import { buildTrainingSets } from '../../../fusion/experts/index.ts';
import { modalities, shopHistories, shopItems } from '../../profiles/fixture.ts';

const SETTINGS = { factors: 4, recency: 'fixed', newUserShare: 0, candidates: 100 } as const;

it('foretells events of the modalities that are asked for, and of no others', async () => {
  const count = async (targets: readonly string[] | null) => {
    const users = shopHistories();
    const sets = await buildTrainingSets(users, shopItems(), modalities, { ...SETTINGS, targets });
    return sets.map((set) => set.targets.reduce((sum, target) => sum + target, 0));
  };
  const [all, bought, none] = [await count(null), await count(['transactions']), await count([])];
  all.forEach((targets, stage) => {
    assert.ok(bought[stage] > 0 && bought[stage] < targets);
    assert.equal(none[stage], 0);
  });
});
