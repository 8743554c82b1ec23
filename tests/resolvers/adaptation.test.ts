import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { type FusionModel, Guardrail, policyToText } from '../../fusion/index.ts';
import { encodeProfiles, historiesOf, ModelRegistry } from '../../profiles/index.ts';
import type { Json } from '../../store/index.ts';
import { modalities, shopHistories, stored, trainShop } from '../profiles/fixture.ts';
import { createFixture, type Fixture, HOUR, NOW } from './fixture.ts';

interface Choice {
  readonly modality: string;
  readonly mode: string;
  readonly countsAs: number;
  readonly steersRecommendations: boolean | null;
  readonly reencoded: boolean;
  readonly readAgain: number;
  readonly reason: string;
  readonly rates: readonly { readonly kept: number; readonly share: number }[];
}

interface Answer {
  readonly user: {
    readonly profile: {
      readonly adaptationRevision: number;
      readonly adaptation: readonly Choice[];
    };
  };
  readonly activeModel: {
    readonly adaptation: {
      readonly decides: string;
      readonly steersRecommendations: boolean;
      readonly gaveWay: number;
    };
  };
}

const QUERY = `query ($id: ID!) {
  user(id: $id) { profile { adaptationRevision adaptation { modality mode countsAs steersRecommendations reencoded readAgain reason rates { kept share } } } }
  activeModel { adaptation { decides steersRecommendations revision taughtThrough lowerBound observations waiting gaveWay } }
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
    assert.equal(activeModel.adaptation.steersRecommendations, false);
    const decided = user.profile.adaptation.filter(({ mode }) => mode === 'POLICY');
    assert.ok(decided.length > 0);
    for (const { reason, rates, steersRecommendations } of decided) {
      // Nothing follows the choices of a model whose policy had not proven itself when it was trained.
      assert.equal(steersRecommendations, false);
      assert.match(reason, /^Had this choice been followed, the last event would have counted/);
      assert.ok(Math.abs(rates.reduce((sum, { share }) => sum + share, 0) - 1) < 1e-9);
    }
  });

  test('a profile that an older version wrote says that nothing was read again, and not what follows the choice', async () => {
    const older = ['reencoded', 'readAgain', 'steersRecommendations'];
    const { user } = await ask(Guardrail.start(), older);
    assert.ok(user.profile.adaptation.length > 0);
    for (const { reencoded, readAgain, steersRecommendations } of user.profile.adaptation) {
      assert.deepEqual([reencoded, readAgain, steersRecommendations], [false, 0, null]);
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
      assert.match(reason, /6 of 8 forgetting rates would have counted alike/);
    }
  });

  describe('at an instant of the past', () => {
    let fixture: Fixture;
    let models: ModelRegistry;
    before(async () => {
      fixture = await createFixture(1);
      const { store, userIds } = fixture;
      models = new ModelRegistry(store, modalities);
      const lineage = { parentId: null, watermark: 0, trainedThrough: NOW, createdAt: NOW };
      await models.save(model, lineage);
      await models.promote(model.id, NOW);
      await store.events.append(
        shopHistories()[1].events.map((event) => stored(userIds[0], event)),
      );
    });
    after(() => fixture[Symbol.asyncDispose]());

    /** Serves the user under whoever decides. */
    async function serve(decides: 'POLICY' | 'EQUAL_MIXTURE', at: number): Promise<number> {
      const { store, userIds } = fixture;
      await store.adaptation.change(model.id, (state) => ({
        state,
        revision: { decides, policy: null, createdAt: at },
      }));
      const current = await models.current(model.id);
      const [history] = await historiesOf(store, [userIds[0]]);
      const [{ row }] = await encodeProfiles(current, [history], at);
      await store.profiles.upsert([row]);
      return current.revision;
    }

    const PAST = `query ($id: ID!, $asOf: DateTime!) {
      user(id: $id) {
        profile { adaptation { modality events mode countsAs lastShare steersRecommendations reencoded readAgain reason rates { kept share } } }
        adaptationAt(asOf: $asOf) {
          version computedAt modelId revision
          choices { modality events mode countsAs lastShare steersRecommendations reencoded readAgain reason rates { kept share } }
        }
      }
    }`;
    const past = (at: number) =>
      fixture.ask<{
        readonly user: {
          readonly profile: { readonly adaptation: readonly Choice[] };
          readonly adaptationAt: {
            readonly revision: number;
            readonly modelId: string;
            readonly choices: readonly Choice[];
          } | null;
        };
      }>(PAST, { id: fixture.userIds[0], asOf: new Date(at).toISOString() });

    test('the choices are told that were served then, whoever decides since', async () => {
      const chosen = await serve('POLICY', NOW - 2000);
      const served = (await past(NOW)).data?.user.profile.adaptation ?? [];
      assert.ok(served.some(({ mode }) => mode === 'POLICY'));
      await serve('EQUAL_MIXTURE', NOW - 1000);
      const { data, errors } = await past(NOW - 1500);
      assert.deepEqual(errors, []);
      assert.deepEqual(data?.user.adaptationAt?.choices, served);
      assert.equal(data?.user.adaptationAt?.revision, chosen);
      assert.equal(data?.user.adaptationAt?.modelId, model.id);
      assert.notDeepEqual(data?.user.profile.adaptation, served);
      const before = await past(NOW - 366 * 24 * HOUR);
      assert.deepEqual([before.data?.user.adaptationAt, before.errors], [null, []]);
    });

    test('an instant ahead, and what another program version decided, are refused in words', async () => {
      const ahead = await past(NOW + HOUR);
      assert.match(ahead.errors[0].message, /lies in the future/);
      const { store, userIds } = fixture;
      const text = policyToText(model.adaptation!.policy);
      await store.adaptation.change(model.id, (state) => ({
        state,
        revision: {
          decides: 'POLICY',
          policy: JSON.stringify({ ...JSON.parse(text), formatVersion: 99 }),
          createdAt: NOW,
        },
      }));
      const adaptationRevision = await store.adaptation.latestRevision(model.id);
      const row = (await store.profiles.byIds(userIds)).get(userIds[0])!;
      const throughSequence = row.throughSequence + 1;
      await store.profiles.upsert([
        { ...row, throughSequence, adaptationRevision, computedAt: NOW },
      ]);
      const refusal = {
        code: 'NOT_REPLAYABLE',
        message: /^What was served then cannot be replayed: .*Train a model anew/,
      };
      const refused = await past(NOW);
      const explained = await fixture.ask(
        `query ($id: ID!, $asOf: DateTime!) {
          explainReadOut(userId: $id, readOut: "age", asOf: $asOf) { __typename }
        }`,
        { id: userIds[0], asOf: new Date(NOW).toISOString() },
      );
      for (const { errors } of [refused, explained]) {
        assert.equal(errors[0]?.code, refusal.code);
        assert.match(errors[0].message, refusal.message);
      }
    });
  });
});
