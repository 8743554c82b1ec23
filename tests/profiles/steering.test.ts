import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { ScoredItem } from '../../fusion/index.ts';
import { type FusionModel, type PrepareSettings, policyToText } from '../../fusion/index.ts';
import {
  encodeProfiles,
  historiesOf,
  type ProfileSummary,
  Recommender,
  summaryOf,
} from '../../profiles/index.ts';
import { openDesk, rashPolicy, shopHistories, stored, trainShop, userId } from './fixture.ts';

const ID = userId(1);
const CONDITIONAL = /^Had this choice been followed, .* would have counted /;

interface Served {
  readonly adaptation: ProfileSummary['adaptation'];
  readonly vector: readonly number[];
  readonly items: readonly ScoredItem[];
}

/** What is served of the same events while a decided policy decides, and while the equal mixture does. */
async function served(
  fusion: FusionModel,
): Promise<{ policy: Served; equal: Served; followsChoices: boolean }> {
  const desk = await openDesk(fusion, 8);
  const { store, models } = desk;
  await store.events.append(shopHistories()[1].events.map((one) => stored(ID, one)));
  const under = async (decides: string): Promise<Served> => {
    const policy = policyToText(rashPolicy(fusion.adaptation!.policy));
    await store.adaptation.change(fusion.id, (state) => ({
      state,
      revision: { decides, policy, createdAt: desk.now() },
    }));
    const [fresh] = await encodeProfiles(
      await models.current(fusion.id),
      await historiesOf(store, [ID]),
      desk.now(),
    );
    const { row } = fresh;
    const items = (await new Recommender(store, models).of([row])).get(ID)!;
    const { adaptation } = summaryOf(row);
    for (const { mode, modality } of adaptation) {
      assert.ok(mode === 'FIXED' || mode === decides, `${modality} was decided by ${mode}`);
    }
    return { adaptation, vector: row.vector, items };
  };
  const [policy, equal] = [await under('POLICY'), await under('EQUAL_MIXTURE')];
  const followsChoices = await new Recommender(store, models).followsChoices(fusion.id);
  await store.close();
  return { policy, equal, followsChoices };
}

const trained = (recency: PrepareSettings['recency']) => trainShop(1, shopHistories(), recency);

describe('what a profile says of a choice is what the choice does', () => {
  test('in a model that steers, whoever decides changes what is recommended, and the answer says so', async () => {
    const { policy, equal, followsChoices } = await served(await trained('equal mixture'));
    assert.equal(followsChoices, true);
    assert.notDeepEqual(policy.items, equal.items);
    assert.deepEqual(policy.vector, equal.vector, 'the vector follows no choice');
    assert.ok(policy.adaptation.some(({ mode, countsAs }) => mode === 'POLICY' && countsAs > 1.2));
    const steering = policy.adaptation.filter((own) => own.steersRecommendations);
    assert.deepEqual(
      steering.map(({ modality }) => modality).sort(),
      ['browsing', 'transactions'],
      'no expert on places reads how recent they are',
    );
    for (const { reason, mode, steersRecommendations } of policy.adaptation) {
      if (mode === 'FIXED') continue;
      assert.match(reason, steersRecommendations ? /^The last event counted / : CONDITIONAL);
    }
    for (const { reason, mode, steersRecommendations } of equal.adaptation) {
      if (mode === 'FIXED') continue;
      assert.match(reason, steersRecommendations ? /^6 of 8 .* count alike/ : CONDITIONAL);
    }
  });

  test('in a model that does not, what is recommended stays, and every reason is a conditional one', async () => {
    for (const recency of ['policy', 'fixed'] as const) {
      const { policy, equal, followsChoices } = await served(await trained(recency));
      assert.equal(followsChoices, false);
      assert.deepEqual(policy.items, equal.items);
      assert.deepEqual(policy.vector, equal.vector);
      const decided = policy.adaptation.filter(({ mode }) => mode === 'POLICY');
      assert.ok(decided.some(({ countsAs }) => countsAs > 1.2));
      for (const { reason, mode, steersRecommendations } of [
        ...policy.adaptation,
        ...equal.adaptation,
      ]) {
        assert.equal(steersRecommendations, false);
        if (mode !== 'FIXED') assert.match(reason, CONDITIONAL);
      }
    }
  });
});
