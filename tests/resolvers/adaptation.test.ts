import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { type FusionModel, Guardrail } from '../../fusion/index.ts';
import { ModelRegistry } from '../../profiles/index.ts';
import type { Json } from '../../store/index.ts';
import { modalities, shopHistories, trainShop } from '../profiles/fixture.ts';
import { createFixture, NOW } from './fixture.ts';

interface Answer {
  readonly user: {
    readonly profile: {
      readonly adaptationRevision: number;
      readonly adaptation: readonly {
        readonly modality: string;
        readonly mode: string;
        readonly countsAs: number;
        readonly reencoded: boolean;
        readonly readAgain: number;
        readonly reason: string;
        readonly rates: readonly { readonly kept: number; readonly share: number }[];
      }[];
    };
  };
  readonly activeModel: {
    readonly adaptation: { readonly decides: string; readonly gaveWay: number };
  };
}

const QUERY = `query ($id: ID!) {
  user(id: $id) { profile { adaptationRevision adaptation { modality mode countsAs reencoded readAgain reason rates { kept share } } } }
  activeModel { adaptation { decides revision taughtThrough lowerBound observations waiting gaveWay } }
}`;

describe('who decides how strongly events count', () => {
  let model: FusionModel;
  before(async () => {
    model = await trainShop();
  });

  async function ask(guardrail: Guardrail, leftOut: readonly string[] = []): Promise<Answer> {
    await using fixture = await createFixture(1);
    const { store, userIds } = fixture;
    const models = new ModelRegistry(store, modalities);
    const lineage = { parentId: null, watermark: 0, trainedThrough: NOW, createdAt: NOW };
    await models.save(model, lineage);
    await models.promote(model.id, NOW);
    const [, history] = shopHistories();
    await store.adaptation.change(model.id, () => ({
      state: guardrail.store() as unknown as Json,
      revision: { decides: guardrail.state, policy: null, createdAt: NOW },
    }));
    const { fusion, revision } = await models.current(model.id);
    assert.equal(revision, 1);
    const [{ adaptation, vector }] = await fusion.encode([history], { asOf: NOW });
    await store.profiles.upsert([
      {
        userId: userIds[0],
        throughSequence: 1_000_000,
        modelId: model.id,
        adaptationRevision: revision,
        asOf: NOW,
        vector: Array.from(vector),
        summary: JSON.parse(
          JSON.stringify({ adaptation }, (key, value) =>
            leftOut.includes(key) ? undefined : value,
          ),
        ) as Json,
        computedAt: NOW,
      },
    ]);
    const { data, errors } = await fixture.ask<Answer>(QUERY, { id: userIds[0] });
    assert.deepEqual(errors, []);
    assert.ok(data !== null);
    return data;
  }

  test('a policy that is trusted decides, and says why', async () => {
    const guardrail = Guardrail.start();
    for (let user = 0; user < 2000; user += 1) guardrail.observe(0.1);
    const { user, activeModel } = await ask(guardrail);
    assert.equal(activeModel.adaptation.decides, 'POLICY');
    const decided = user.profile.adaptation.filter(({ mode }) => mode === 'POLICY');
    assert.ok(decided.length > 0);
    for (const { reason, rates } of decided) {
      assert.match(reason, /^The last event counted/);
      assert.ok(Math.abs(rates.reduce((sum, { share }) => sum + share, 0) - 1) < 1e-9);
    }
  });

  test('a profile that an older version wrote says that nothing was read again', async () => {
    const { user } = await ask(Guardrail.start(), ['reencoded', 'readAgain']);
    assert.ok(user.profile.adaptation.length > 0);
    for (const { reencoded, readAgain } of user.profile.adaptation) {
      assert.deepEqual([reencoded, readAgain], [false, 0]);
    }
  });

  test('one that gave way leaves it to the equal mixture at once, and the model says so', async () => {
    const guardrail = Guardrail.start();
    for (let user = 0; user < 2000; user += 1) guardrail.observe(0.1);
    for (let user = 0; user < 2000; user += 1) guardrail.observe(-0.3);
    const { user, activeModel } = await ask(guardrail);
    assert.equal(activeModel.adaptation.decides, 'EQUAL_MIXTURE');
    assert.equal(activeModel.adaptation.gaveWay, 1);
    assert.equal(user.profile.adaptationRevision, 1);
    const modes = user.profile.adaptation.map(({ mode }) => mode);
    assert.ok(modes.includes('EQUAL_MIXTURE') && !modes.includes('POLICY'));
    for (const { countsAs, mode, reason } of user.profile.adaptation) {
      if (mode !== 'EQUAL_MIXTURE') continue;
      assert.equal(countsAs, 1);
      assert.match(reason, /^6 of 8 forgetting rates count alike/);
    }
  });
});
