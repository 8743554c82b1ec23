import assert from 'node:assert/strict';
import { after, before, it } from 'node:test';
import fc from 'fast-check';
import { type EventRow, type NewEvent, StoreValueError } from '../../store/index.ts';
import { onEveryStore, type TestStore } from '../support/store.ts';
import { collect, newEvent } from './support.ts';

/** What must not depend on the way in which events came. */
const lasting = ({ sequence: _sequence, receivedAt: _receivedAt, ...event }: EventRow) => event;

/** Versions of a few records of one user, drawn so that they often compete. */
const versions = (userId: string) =>
  fc.array(
    fc
      .record({
        recordKey: fc.constantFrom('r1', 'r2', 'r3'),
        part: fc.constantFrom(0, 1),
        version: fc.constantFrom('', '1', '2'),
        value: fc.constantFrom(null, 1, 2),
        at: fc.integer({ min: 0, max: 3 }),
        deleted: fc.boolean(),
      })
      .map((fields) => newEvent({ ...fields, userId })),
    { minLength: 1, maxLength: 12 },
  );

/** Which events count, said as plainly as possible. */
function expected(events: readonly NewEvent[]): NewEvent[] {
  const latest = new Map<string, NewEvent>();
  for (const event of events) {
    const record = `${event.recordKey}/${event.part}`;
    const known = latest.get(record);
    const rank = ({ version, contentHash }: NewEvent) => `${version} ${contentHash}`;
    if (!known || rank(event) > rank(known)) latest.set(record, event);
  }
  return [...latest.values()]
    .filter((event) => !event.deleted)
    .sort((left, right) => left.at - right.at || (left.id < right.id ? -1 : 1));
}

onEveryStore('events', (open) => {
  let store: TestStore;
  before(async () => {
    store = await open({ clock: () => 42 });
  });
  after(() => store.close());

  it('are read by modality, after which version of a record counts was decided', async () => {
    const userId = 'u_modalities';
    const told = (version: string, modality: string) =>
      newEvent({ userId, recordKey: 'moved', version, modality });
    const stays = newEvent({ userId, recordKey: 'stays', modality: 'browsing' });
    await store.events.append([told('1', 'browsing'), told('2', 'location'), stays]);
    const read = async (modalities: string[]) => {
      const rows = (await store.events.ofUsers([userId], { modalities })).get(userId) ?? [];
      return rows.map(({ recordKey }) => recordKey);
    };
    assert.deepEqual(await read(['browsing']), ['stays']);
    assert.deepEqual(await read(['location']), ['moved']);
    assert.deepEqual(await read([]), []);
  });

  it('count the same whatever the order, the batches and the repeats', async () => {
    let run = 0;
    const property = fc.asyncProperty(
      versions('x').chain((events) =>
        fc.record({
          events: fc.constant(events),
          told: fc.shuffledSubarray([...events, ...events], { minLength: events.length * 2 }),
          batch: fc.integer({ min: 1, max: 5 }),
        }),
      ),
      async ({ events, told, batch }) => {
        run += 1;
        const userId = `u_order_${run}`;
        const own = told.map((event) => ({ ...event, userId }));
        let inserted = 0;
        for (let start = 0; start < own.length; start += batch) {
          inserted += (await store.events.append(own.slice(start, start + batch))).inserted;
        }
        assert.equal(inserted, new Set(events.map(({ id }) => id)).size);
        const found = (await store.events.ofUsers([userId])).get(userId)!;
        const wanted = expected(events).map((event) => ({ ...event, userId }));
        assert.deepEqual(found.map(lasting), wanted);
      },
    );
    await fc.assert(property, { numRuns: 40, seed: 7 });
  });

  it('can be read as they stood at any sequence', async () => {
    const userId = 'u_as_of';
    const told = fc.sample(versions(userId), { numRuns: 6, seed: 3 });
    const stages: { through: number; events: EventRow[] }[] = [];
    for (const events of told) {
      await store.events.append(events);
      const through = (await store.events.lastSequenceOf([userId])).get(userId)!;
      stages.push({ through, events: (await store.events.ofUsers([userId])).get(userId)! });
    }
    for (const { through, events } of stages) {
      const found = await store.events.ofUsers([userId], { throughSequence: through });
      assert.deepEqual(found.get(userId), events);
      const each = new Map([[userId, through]]);
      assert.deepEqual(
        (await store.events.ofUsers([userId], { throughSequence: each })).get(userId),
        events,
      );
    }
  });

  it('stay readable as of before a merge, and count once after it', async () => {
    const [first] = await store.users.resolve([[{ kind: 'cookie', value: 'before' }]]);
    const [second] = await store.users.resolve([[{ kind: 'email', value: 'before' }]]);
    const click = newEvent({ userId: first!, recordKey: 'm1' });
    await store.events.append([click, newEvent({ userId: second!, recordKey: 'm2' })]);
    const through = await store.events.lastSequence();
    const [merged] = await store.users.resolve([
      [
        { kind: 'cookie', value: 'before' },
        { kind: 'email', value: 'before' },
      ],
    ]);
    const other = merged === first ? second! : first!;
    const now = await store.events.ofUsers([merged!, other]);
    assert.deepEqual(
      now
        .get(merged!)!
        .map(({ recordKey }) => recordKey)
        .sort(),
      ['m1', 'm2'],
    );
    assert.deepEqual(now.get(other), now.get(merged!));
    const then = await store.events.ofUsers([first!, second!], { throughSequence: through });
    assert.deepEqual(
      then.get(first!)!.map(({ recordKey }) => recordKey),
      ['m1'],
    );
    assert.deepEqual(
      then.get(second!)!.map(({ recordKey }) => recordKey),
      ['m2'],
    );
    const again = await store.events.append([
      { ...click, userId: second! },
      { ...click, userId: first! },
    ]);
    assert.deepEqual(again, { inserted: 0, userIds: [] });
    assert.deepEqual(
      await store.events.byIds(merged!, [click.id]),
      await store.events.byIds(first!, [click.id]),
    );
  });

  it('name the users that got something new, and nobody else', async () => {
    const event = newEvent({ userId: 'u_new', recordKey: 'n1' });
    assert.deepEqual(await store.events.append([event, event]), {
      inserted: 1,
      userIds: ['u_new'],
    });
    const more = newEvent({ userId: 'u_newer', recordKey: 'n1' });
    assert.deepEqual(await store.events.append([event, more]), {
      inserted: 1,
      userIds: ['u_newer'],
    });
    assert.deepEqual((await store.events.ofUsers(['u_nobody'])).get('u_nobody'), []);
    assert.equal((await store.events.byIds('u_new', [event.id]))[0]!.receivedAt, 42);
  });

  it('are paged both ways while others come in', async () => {
    const userId = 'u_timeline';
    const at = (time: number) => newEvent({ userId, recordKey: `t${time}`, at: time });
    await store.events.append(Array.from({ length: 20 }, (_, index) => at(index * 10)));
    const times = async (page: Parameters<typeof store.events.timeline>[1]) => {
      const found = await store.events.timeline(userId, page);
      return { ...found, times: found.rows.map(({ row }) => row.at) };
    };
    const first = await times({ first: 5 });
    assert.deepEqual(first.times, [190, 180, 170, 160, 150]);
    assert.deepEqual([first.hasPreviousPage, first.hasNextPage], [false, true]);
    await store.events.append([at(155), at(500), at(145)]);
    const second = await times({ first: 5, after: first.rows.at(-1)!.cursor });
    assert.deepEqual(second.times, [145, 140, 130, 120, 110]);
    assert.deepEqual([second.hasPreviousPage, second.hasNextPage], [true, true]);
    const back = await times({ last: 5, before: second.rows[0]!.cursor });
    assert.deepEqual(back.times, [180, 170, 160, 155, 150]);
    assert.deepEqual([back.hasPreviousPage, back.hasNextPage], [true, true]);
    const end = await times({ last: 3 });
    assert.deepEqual(end.times, [20, 10, 0]);
    assert.deepEqual([end.hasPreviousPage, end.hasNextPage], [true, false]);
    await assert.rejects(store.events.timeline(userId, { after: 'nonsense' }), StoreValueError);
    await assert.rejects(store.events.timeline(userId, { first: -1 }), StoreValueError);
  });

  it('are scanned user by user, and counted once each', async () => {
    const own = await open();
    const users = ['u_a', 'u_b', 'u_c'];
    await own.events.append(users.map((userId) => newEvent({ userId })));
    await own.events.append([newEvent({ userId: 'u_b', version: '2', deleted: true })]);
    await own.events.append([newEvent({ userId: 'u_c', version: '2', modality: 'social' })]);
    const batches = await collect(own.events.scanUsers({ batch: 2 }));
    assert.deepEqual(
      batches.map((batch) => [...batch.keys()]),
      [['u_a', 'u_b'], ['u_c']],
    );
    const counts = await own.events.counts();
    assert.deepEqual(counts, { users: 3, events: 2, perModality: { browsing: 1, social: 1 } });
    await own.close();
  });

  it('take the same number of statements for one user and for many', async () => {
    const cost = async (userIds: string[]) => {
      const start = store.statementCount();
      await store.events.ofUsers(userIds);
      return store.statementCount() - start;
    };
    const many = Array.from({ length: 300 }, (_, index) => `u_order_${index}`);
    assert.equal(await cost(['u_order_1']), 1);
    assert.equal(await cost(many), 1);
  });
});
