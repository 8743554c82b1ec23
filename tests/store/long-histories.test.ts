import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import fc from 'fast-check';
import { LONGEST_HISTORY, type NewEvent, type Store } from '../../store/index.ts';
import { openTestStore, type TestStore } from '../support/store.ts';
import { newEvent } from './support.ts';

const BEFORE = LONGEST_HISTORY + 20;
const AT_ONCE = 5_000;

const step = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constant('events' as const),
      // Newer than all, among what is read, older than that.
      at: fc.array(fc.nat(3 * BEFORE), { minLength: 1, maxLength: 4 }),
    }),
  },
  // Of what is read, or older.
  fc.record({
    kind: fc.constant('again' as const),
    serial: fc.nat(BEFORE - 1),
    at: fc.nat(2 * BEFORE),
  }),
  fc.record({ kind: fc.constant('gone' as const), serial: fc.nat(BEFORE - 1) }),
  fc.record({ kind: fc.constant('trait' as const) }),
  fc.record({ kind: fc.constant('merge' as const) }),
);
type Step = typeof step extends fc.Arbitrary<infer One> ? One : never;

describe('What is remembered of long histories', () => {
  let store: TestStore;
  let runs = 0;
  before(async () => {
    store = await openTestStore({ kind: 'embedded' });
  });
  after(() => store.close());

  it('is what the store would give, whatever was done in between', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(step, { minLength: 2, maxLength: 6 }),
        fc.constantFrom(BEFORE, LONGEST_HISTORY, LONGEST_HISTORY - 2, 1_200),
        async (steps, many) => {
          runs += 1;
          const robot = await Robot.make(store, runs, many);
          await robot.check();
          for (const each of steps) {
            await robot.take(each);
            await robot.check();
          }
        },
      ),
      { numRuns: 6, examples: [[[{ kind: 'events', at: [2 * BEFORE, 0] }], BEFORE]] },
    );
  });

  it('is not read again', async () => {
    const robot = await Robot.make(store, 'alone', BEFORE);
    await robot.check();
    const statements = store.statementCount();
    await robot.read();
    assert.equal(store.statementCount(), statements);
    await robot.take({ kind: 'events', at: [3 * BEFORE] });
    const written = store.statementCount();
    const [first, last] = await robot.read();
    assert.equal(store.statementCount(), written + 1, 'whether the record has another version');
    assert.equal(first!.at, BEFORE - LONGEST_HISTORY + 1);
    assert.equal(last!.at, 3 * BEFORE);
  });

  it('is only of users who were read as they came', async () => {
    const robot = await Robot.make(store, 'looked at', BEFORE);
    await store.events.current([robot.userId]);
    const statements = store.statementCount();
    await store.events.current([robot.userId]);
    assert.ok(store.statementCount() > statements);
  });
});

/** A user with a history longer than what is read of one, the instants of whose events are their serial numbers. */
class Robot {
  #next = 0;

  private constructor(
    readonly store: Store,
    readonly name: string,
    readonly userId: string,
  ) {}

  static async make(store: Store, name: number | string, events: number): Promise<Robot> {
    const [userId] = await store.users.resolve([[{ kind: 'name', value: `robot ${name}` }]]);
    const robot = new Robot(store, `${name}`, userId!);
    for (let from = 0; from < events; from += AT_ONCE) {
      const some = Math.min(AT_ONCE, events - from);
      await store.events.append(Array.from({ length: some }, (_, at) => robot.#event(from + at)));
    }
    return robot;
  }

  /** The first and the last event. */
  async read() {
    const found = await this.store.events.current([this.userId], { remember: true });
    const { events } = found.get(this.userId)!;
    return [events[0], events.at(-1)];
  }

  async take(step: Step): Promise<void> {
    const { userId, store } = this;
    if (step.kind === 'events') {
      await store.events.append(step.at.map((at) => this.#event(at, `more ${this.#next++}`)));
    } else if (step.kind === 'again') {
      const version = `${this.#next++}`;
      const id = `${userId} ${step.serial} again ${version}`;
      const again = { ...this.#event(step.serial), version, id, at: step.at };
      await store.events.append([again]);
    } else if (step.kind === 'gone') {
      const gone = { id: `${userId} ${step.serial} gone`, version: '9', deleted: true };
      await store.events.append([{ ...this.#event(step.serial), ...gone }]);
    } else if (step.kind === 'trait') {
      const said = { name: 'city', value: `${this.#next}`, version: `${this.#next++}` };
      await store.users.setTraits([{ userId, ...said, sourceId: 'crm', contentHash: '' }]);
    } else {
      const names = [`robot ${this.name}`, `other of ${this.name}`];
      await store.users.resolve([[{ kind: 'name', value: names[1]! }]]);
      await store.users.resolve([names.map((value) => ({ kind: 'name', value }))]);
    }
  }

  /** In a transaction nothing is taken for known. */
  async check(): Promise<void> {
    const known = await this.store.events.current([this.userId], { remember: true });
    const stored = await this.store.transaction(({ events }) => events.current([this.userId]));
    const { news: _, ...remembered } = known.get(this.userId)!;
    const { news: __, ...rest } = stored.get(this.userId)!;
    assert.deepEqual(remembered, rest);
    assert.equal(JSON.stringify(remembered.events), JSON.stringify(rest.events));
  }

  #event(at: number, recordKey = `${at}`): NewEvent {
    const { userId } = this;
    const attributes = { z: at, bb: null, a: 'é' };
    return newEvent({ userId, id: `${userId} ${recordKey}`, recordKey, at, attributes });
  }
}
