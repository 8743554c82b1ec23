import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import fc from 'fast-check';
import { HistoryMemory } from '../../store/history-memory.ts';
import type { NewEvent, Scalar, Store } from '../../store/index.ts';
import { openTestStore, type TestStore } from '../support/store.ts';
import { newEvent } from './support.ts';

const USERS = 4;
const scalar: fc.Arbitrary<Scalar> = fc.oneof(
  fc.string({ unit: fc.constantFrom('a', 'é', '"', '\\', '\n', '日') }),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.boolean(),
  fc.constant(null),
);
const attributes = fc.dictionary(fc.constantFrom('b', 'z', 'cc', 'é', '9', '10'), scalar);
const user = fc.nat(USERS - 1);
const step = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constant('events' as const),
      of: fc.array(user, { minLength: 1 }),
      attributes,
      value: fc.option(fc.double({ noNaN: true, noDefaultInfinity: true })),
      old: fc.boolean(),
      deleted: fc.nat(9),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({ kind: fc.constant('profile' as const), user }),
  },
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('read' as const), user }) },
  fc.record({ kind: fc.constant('profile of less' as const), user }),
  fc.record({ kind: fc.constant('trait' as const), user }),
  fc.record({ kind: fc.constant('merge' as const), user, other: user }),
  fc.record({ kind: fc.constant('back' as const), user }),
  fc.record({ kind: fc.constant('item' as const) }),
  fc.record({ kind: fc.constant('promote' as const) }),
  fc.record({ kind: fc.constant('no profile' as const), user }),
  fc.record({ kind: fc.constant('no source' as const) }),
  fc.record({ kind: fc.constant('erase' as const), user }),
);

describe('What is remembered of histories', () => {
  let store: TestStore;
  before(async () => {
    store = await openTestStore({ kind: 'embedded' });
  });
  after(() => store.close());

  let runs = 0;
  it('is what the store would give, whatever was done in between', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 25 }), async (steps) => {
        runs += 1;
        const run = new Run(store, runs);
        await run.begin();
        for (const [place, each] of steps.entries()) {
          await run.take(each, place);
          await run.check();
        }
      }),
      { numRuns: 60 },
    );
  });

  const news: readonly (readonly [string, Step['kind'][], readonly string[] | null])[] = [
    ['are what came since the profile', ['read', 'profile', 'events'], ['browsing']],
    ['are none where nothing came', ['read', 'events', 'profile'], null],
    [
      'are not known of a profile of before the reading',
      ['events', 'read', 'profile of less', 'events'],
      null,
    ],
    [
      'are not known of a profile that was taken away',
      ['read', 'profile', 'no profile', 'events'],
      null,
    ],
    [
      'are not known of the profile of another model',
      ['read', 'profile', 'promote', 'events'],
      null,
    ],
    ['are not known where a trait came as well', ['read', 'profile', 'trait', 'events'], null],
  ];
  for (const [what, kinds, told] of news) {
    it(`news ${what}`, async () => {
      runs += 1;
      const run = new Run(store, runs);
      await run.begin();
      for (const [place, kind] of kinds.entries()) await run.take(simple(kind), place);
      assert.deepEqual(await run.news(), told);
      await run.check();
    });
  }

  it('is asked for, and not the store, by whoever reads a user twice', async () => {
    const [userId] = await store.users.resolve([[{ kind: 'name', value: 'twice' }]]);
    await store.events.append([newEvent({ userId: userId! })]);
    const first = await store.events.current([userId!], { remember: true });
    const sent = store.statementCount();
    await store.events.append([newEvent({ userId: userId!, recordKey: 'second', at: 1 })]);
    const between = store.statementCount() - sent;
    const second = await store.events.current([userId!], { remember: true });
    assert.equal(store.statementCount() - sent, between);
    assert.equal(second.get(userId!)!.events.length, 2);
    assert.equal(first.get(userId!)!.events.length, 1);
  });

  it('has the sign of a zero as the store has it', async () => {
    const [userId] = await store.users.resolve([[{ kind: 'name', value: 'below zero' }]]);
    const values = async () =>
      (await store.events.current([userId!], { remember: true }))
        .get(userId!)!
        .events.map(({ value }) => value);
    await store.events.append([newEvent({ userId: userId!, value: -0 })]);
    assert.deepEqual(await values(), [-0]);
    await store.events.append([newEvent({ userId: userId!, recordKey: 'second', value: -0 })]);
    assert.deepEqual(await values(), [-0, -0]);
    const stored = await store.transaction((inside) => inside.events.current([userId!]));
    assert.deepEqual(
      stored.get(userId!)!.events.map(({ value }) => value),
      [-0, -0],
    );
  });

  it('is bounded', () => {
    const memory = new HistoryMemory(10_000);
    const ids = Array.from({ length: 100 }, (_, place) => `u_${place}`);
    for (const userId of ids) {
      memory.learn({
        userId,
        throughSequence: 1,
        events: [],
        traits: null,
        records: null,
      });
      memory.add(newEvent({ userId }), 2);
    }
    const known = ids.filter((userId) => memory.of(userId, 0) !== undefined);
    assert.ok(known.length > 5 && known.length < 25, `${known.length} are known`);
    for (let more = 0; more < 100; more += 1) {
      for (const userId of ids) memory.add(newEvent({ userId, recordKey: `r${more}` }), 3 + more);
    }
    assert.ok(ids.filter((userId) => memory.of(userId, 0) !== undefined).length <= 1);
  });
});

type Step = typeof step extends fc.Arbitrary<infer Value> ? Value : never;

function simple(kind: Step['kind']): Step {
  const said = { attributes: {}, value: null, old: false, deleted: 1 };
  return { ...said, kind, of: [0], user: 0, other: 1 } as Step;
}

/** One sequence of writes, of users of its own. */
class Run {
  #ids: string[] = [];
  #models = 0;

  constructor(
    private readonly store: Store,
    private readonly number: number,
  ) {}

  async begin(): Promise<void> {
    const names = Array.from({ length: USERS }, (_, place) => [this.#name(place)]);
    this.#ids = await this.store.users.resolve(names);
    await this.#promote();
  }

  async take(step: Step, place: number): Promise<void> {
    const { store } = this;
    const userId = 'user' in step ? this.#ids[step.user]! : '';
    if (step.kind === 'events') await store.events.append(this.#events(step, place));
    else if (step.kind === 'read') await store.events.current([userId], { remember: true });
    else if (step.kind === 'profile') await this.#profile(userId, 0);
    else if (step.kind === 'profile of less') await this.#profile(userId, 1);
    else if (step.kind === 'no profile') await store.profiles.remove([userId]);
    else if (step.kind === 'no source') {
      await store.removeSource(`source ${this.number}`, { data: true, dryRun: place % 2 === 0 });
    } else if (step.kind === 'promote') await this.#promote();
    else if (step.kind === 'merge') {
      await store.users.resolve([[this.#name(step.user), this.#name(step.other)]]);
    } else if (step.kind === 'trait') {
      const said = { name: 'city', value: 'Nara', version: `${place}`, contentHash: `${place}` };
      await store.users.setTraits([{ ...said, userId, sourceId: `source ${this.number}` }]);
    } else if (step.kind === 'item') {
      const item = { id: `i${place}`, title: `${this.number}`, categories: [], price: null };
      const where = { latitude: null, longitude: null, attributes: {} };
      const told = { sourceId: 's', version: `${this.number}`, contentHash: `${place}` };
      await store.items.upsert([{ ...item, ...where, ...told }]);
    } else if (step.kind === 'erase') {
      await store.transaction((inside) =>
        inside.erasures.takeAway(userId, `e${this.number} ${place}`),
      );
    } else if (step.kind === 'back') {
      const failing = store.transaction(async (inside) => {
        await inside.events.append([this.#event(userId, `back ${place}`)]);
        await inside.events.current(this.#ids);
        throw new Error('taken back');
      });
      await assert.rejects(failing, /taken back|erased/i);
    }
  }

  /** Of the first user. */
  async news(): Promise<readonly string[] | null> {
    return (await this.store.events.current([this.#ids[0]!], { remember: true })).get(
      this.#ids[0]!,
    )!.news;
  }

  /** In a transaction nothing is taken for known. */
  async check(): Promise<void> {
    const ids = [...this.#ids];
    const remembered = await this.store.events.current(ids, { remember: true });
    const stored = await this.store.transaction((inside) => inside.events.current(ids));
    for (const [userId, history] of stored) {
      const { news, ...known } = remembered.get(userId)!;
      const { news: told, ...rest } = history;
      assert.deepEqual(known, rest);
      // In another order of attributes floating point numbers would be added in another one.
      assert.equal(JSON.stringify(known.events), JSON.stringify(rest.events));
      if (news !== null) assert.deepEqual([...news].sort(), told && [...told].sort());
    }
  }

  #events(step: Extract<Step, { kind: 'events' }>, place: number): NewEvent[] {
    return step.of.map((user, index) => ({
      // The same record again is another version of it, or the very same event.
      ...this.#event(
        this.#ids[user]!,
        step.old ? `record ${index}` : `record ${place} ${index}`,
        place % 3,
      ),
      ...{ attributes: step.attributes, value: step.value, deleted: step.deleted === 0 },
    }));
  }

  #event(userId: string, recordKey: string, version = 0): NewEvent {
    const named = newEvent({ userId, recordKey, sourceId: `source ${this.number}` });
    const text = `${named.id} ${version}`;
    return {
      ...named,
      // As ingest makes them, and as anybody may.
      id: version === 0 ? text : createHash('sha256').update(text).digest('hex'),
      at: named.at + recordKey.length,
      ...{ type: `type ${version}`, itemId: version === 1 ? null : `item ${recordKey}` },
      otherUserId: recordKey.endsWith('1') ? 'u_friend' : null,
    };
  }

  async #profile(userId: string, behind: number): Promise<void> {
    const found = (await this.store.events.current([userId], { remember: true })).get(userId)!;
    const reach = { throughSequence: found.throughSequence - behind, computedAt: 1, asOf: 1 };
    const modelId = `m${this.number} ${this.#models}`;
    await this.store.profiles.upsert([{ ...reach, userId, modelId, vector: [1], summary: {} }]);
  }

  async #promote(): Promise<void> {
    this.#models += 1;
    const id = `m${this.number} ${this.#models}`;
    const made = { parentId: null, watermark: 0, createdAt: 1, config: {}, metrics: {} };
    await this.store.models.create({ ...made, id, parts: new Map() });
    await this.store.models.promote(id, this.#models);
    await this.store.models.active();
  }

  #name(place: number) {
    return { kind: 'name', value: `run ${this.number} user ${place}` };
  }
}
