import assert from 'node:assert/strict';
import { after, before, it } from 'node:test';
import {
  formProfile,
  type NewModel,
  type NewProfile,
  PreparedProfiles,
  StoreConflictError,
} from '../../store/index.ts';
import { onEveryStore, type TestStore } from '../support/store.ts';
import { collect, readUntil } from './support.ts';

const profile = (fields: Partial<NewProfile> = {}): NewProfile => ({
  userId: 'u_1',
  throughSequence: 10,
  modelId: 'm1',
  adaptationRevision: 2,
  asOf: 100,
  vector: [1, 0, 0.25],
  summary: { interests: [{ category: 'kitchen', score: 0.5 }] },
  computedAt: 100,
  ...fields,
});

const model = (fields: Partial<NewModel> = {}): NewModel => ({
  id: 'm1',
  parentId: null,
  watermark: 7,
  createdAt: 1,
  config: { dimension: 3 },
  metrics: { 'ndcg@20': 0.09 },
  parts: new Map(),
  ...fields,
});

onEveryStore('profiles', (open) => {
  let store: TestStore;
  before(async () => {
    store = await open();
  });
  after(() => store.close());

  it('count their versions and remember when each was served', async () => {
    const { summary, ...head } = profile();
    assert.deepEqual(await store.profiles.upsert([{ ...head, summary }]), [
      { ...head, version: 1 },
    ]);
    const second = profile({ throughSequence: 12, computedAt: 200, asOf: 190 });
    assert.equal((await store.profiles.upsert([second]))[0]!.version, 2);
    assert.deepEqual((await store.profiles.byIds(['u_1', 'u_no'])).get('u_1'), {
      ...second,
      version: 2,
    });
    const history = await store.profiles.history('u_1');
    assert.deepEqual(
      history.map(({ version }) => version),
      [1, 2],
    );
    assert.deepEqual(await store.profiles.history('u_1', { at: 150 }), history.slice(0, 1));
    assert.equal(await store.profiles.asOf('u_1', 99), null);
    assert.deepEqual(await store.profiles.asOf('u_1', 199), history[0]);
    assert.deepEqual(await store.profiles.asOf('u_1', 200), history[1]);
    const { feed } = store.profiles;
    const rows = await readUntil(async () => feed.read(await feed.placeOf(0), 10), 2);
    assert.deepEqual(
      rows.map(({ transaction: _transaction, ...row }) => row),
      history,
    );
    const first = await feed.placeOf(history[0]!.sequence);
    assert.deepEqual(await feed.read(first, 10, ['u_1']), [rows[1]]);
    assert.deepEqual(await feed.read(first, 10, ['u_2']), []);
    assert.equal((await feed.end()).sequence, history[1]!.sequence);
  });

  it('are not replaced by one that knew less', async () => {
    const current = profile({ userId: 'u_late', throughSequence: 20 });
    await store.profiles.upsert([current]);
    assert.deepEqual(
      await store.profiles.upsert([profile({ userId: 'u_late', throughSequence: 19 })]),
      [],
    );
    assert.equal((await store.profiles.byIds(['u_late'])).get('u_late')!.throughSequence, 20);
    const other = profile({ userId: 'u_late', throughSequence: 19, modelId: 'm2' });
    assert.equal((await store.profiles.upsert([other]))[0]!.version, 2);
  });

  it('are stored again as they were prepared, where a transaction is done again', async () => {
    const prepared = new PreparedProfiles(
      Array.from({ length: 2_001 }, (_, index) =>
        formProfile(profile({ userId: `u_again_${index}` })),
      ),
    );
    let tries = 0;
    const stored = await store.transaction(async (inside) => {
      tries += 1;
      const versions = await inside.profiles.upsert(prepared);
      if (tries < 3) throw Object.assign(new Error('serialization failure'), { code: '40001' });
      return versions;
    });
    assert.equal(tries, 3);
    assert.equal(stored.length, 2_001);
    assert.ok(stored.every(({ version }) => version === 1));
    // Once more, after they were committed.
    assert.equal((await store.profiles.upsert(prepared))[0]!.version, 2);
    const { version, ...last } = (await store.profiles.byIds(['u_again_2000'])).get(
      'u_again_2000',
    )!;
    assert.deepEqual([version, last], [2, profile({ userId: 'u_again_2000' })]);
  });

  it('find the nearest of the same model', async () => {
    const own = await open();
    await own.profiles.upsert([
      profile({ userId: 'u_self', vector: [1, 0] }),
      profile({ userId: 'u_far', vector: [-1, 0] }),
      profile({ userId: 'u_near', vector: [2, 0.1] }),
      profile({ userId: 'u_zero', vector: [0, 0] }),
      profile({ userId: 'u_other', vector: [1, 0, 0], modelId: 'm2' }),
    ]);
    const near = await own.profiles.similar('u_self', 5);
    assert.deepEqual(
      near.map(({ userId }) => userId),
      ['u_near', 'u_far'],
    );
    assert.ok(Math.abs(near[1]!.distance - 2) < 1e-6);
    assert.deepEqual(await own.profiles.similar('u_nobody', 5), []);
    const pages = await own.profiles.page({ first: 2 });
    assert.deepEqual(
      pages.rows.map(({ row }) => row.userId),
      ['u_far', 'u_near'],
    );
    assert.equal((await collect(own.profiles.scan())).flat().length, 5);
    await own.profiles.remove(['u_far']);
    assert.equal((await own.profiles.byIds(['u_far'])).size, 0);
    await own.close();
  });
});

onEveryStore('models', (open) => {
  let store: TestStore;
  before(async () => {
    store = await open();
  });
  after(() => store.close());

  it('come back byte for byte, in parts of any size', async () => {
    const weights = new Uint8Array(9_000_001).map((_, index) => index * 31 + (index >> 8));
    const parts = new Map([
      ['weights', weights],
      ['a view', weights.subarray(5, 9)],
      ['empty', new Uint8Array()],
    ]);
    await store.models.create(model({ parts }));
    const found = await store.models.parts('m1');
    assert.deepEqual([...found.keys()].sort(), [...parts.keys()].sort());
    for (const [name, bytes] of parts) {
      assert.ok(Buffer.from(bytes).equals(found.get(name)!), `${name} is as it was`);
    }
    assert.equal((await store.models.parts('no-model')).size, 0);
  });

  it('serve one at a time, and it is known which one when', async () => {
    await assert.rejects(store.models.create(model()), StoreConflictError);
    await assert.rejects(store.models.promote('no-model', 1), StoreConflictError);
    assert.equal(await store.models.active(), null);
    await store.models.create(model({ id: 'm2', parentId: 'm1', createdAt: 2 }));
    await store.models.promote('m1', 10);
    await store.models.promote('m2', 20);
    await store.models.promote('m1', 30, 'm2');
    // Who believes another one to serve, or promotes the same at the same time, comes too late.
    for (const [id, after] of [
      ['m2', null],
      ['m2', 'm2'],
      ['m1', 'm2'],
    ] as const) {
      await assert.rejects(store.models.promote(id, 40, after), StoreConflictError);
    }
    const active = await store.models.active();
    const { parts: _parts, ...fields } = model();
    assert.deepEqual(active, {
      ...{ ...fields, version: 1, state: 'SERVING', active: true, promotedAt: 30 },
      ...{ retiredAt: null, prunedAt: null, readyAt: null, encoding: null },
    });
    assert.equal((await store.models.activeAt(25))!.id, 'm2');
    assert.equal(await store.models.activeAt(9), null);
    assert.deepEqual(
      (await store.models.list()).map(({ id, active }) => [id, active]),
      [
        ['m2', false],
        ['m1', true],
      ],
    );
    assert.equal((await store.models.byId('m2'))!.parentId, 'm1');
  });
});
