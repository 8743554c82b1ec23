import assert from 'node:assert/strict';
import { after, before, describe, mock, test } from 'node:test';
import { EmbeddedEngine } from '../../store/embedded/engine.ts';
import { openStore, type Store } from '../../store/index.ts';
import { newEvent } from './support.ts';

const USERS = 1_500;
const AT_ONCE = 200;

describe('what the embedded store reads for some users', () => {
  let store: Store;
  let userIds: string[];

  before(async () => {
    store = await openStore({ folder: null });
    const named = Array.from({ length: USERS }, (_, at) => [{ kind: 'name', value: `${at}` }]);
    userIds = await store.users.resolve(named);
    await store.events.append(userIds.map((userId) => newEvent({ userId, id: userId })));
    await store.profiles.upsert(
      userIds.map((userId) => {
        const times = { throughSequence: 1, asOf: 1, computedAt: 1 };
        return { userId, modelId: 'model', vector: [1, 2], summary: {}, ...times };
      }),
    );
  });
  after(() => store.close());

  /** How the statements that something sends are carried out. */
  async function plansOf(work: () => Promise<unknown>): Promise<string> {
    const sent = mock.method(EmbeddedEngine.prototype, 'query');
    await work();
    const calls = [...sent.mock.calls];
    sent.mock.restore();
    const plans: string[] = [];
    for (const {
      this: engine,
      arguments: [statement, parameters],
    } of calls) {
      // Beginning and ending a transaction read nothing, and have no plan.
      if (/^(?:begin|commit)$/.test(statement)) continue;
      const { rows } = await (engine as EmbeddedEngine).query(`explain ${statement}`, parameters);
      plans.push(...rows.map((row) => (row as Record<string, string>)['QUERY PLAN']!));
    }
    return plans.join('\n');
  }

  test('is found by indexes, however many others there are', async () => {
    const plan = await plansOf(() => store.events.current(userIds.slice(0, AT_ONCE)));
    assert.match(plan, /Index Scan/);
    assert.doesNotMatch(plan, /Seq Scan on (?:users|events)/);
  });

  test('goes on in a feed without looking through all that lies behind', async () => {
    const first = (await store.changes.read(null, 1)).changes[0]!;
    const plan = await plansOf(async () => {
      await store.changes.next('reader', null, AT_ONCE);
      await store.changes.next('reader', null, AT_ONCE, first.cursor);
      await store.changes.lag('reader', AT_ONCE);
      await store.profiles.feed.read({ transaction: 0, sequence: 0 }, AT_ONCE);
    });
    assert.match(plan, /Index.* Scan using changes_order/);
    assert.match(plan, /Index Scan using profile_history_order/);
    assert.doesNotMatch(plan, /Seq Scan on (?:changes|profile_history|users)/);
    assert.doesNotMatch(plan, /Sort Key: (?:changes|known)\./);
  });

  test('is too new to be dropped without looking through all of it', async () => {
    const { cursor } = (await store.changes.read(null, 1_500)).changes.at(-1)!;
    await store.changes.savePosition('reader', cursor);
    const plan = await plansOf(() => store.changes.prune(['reader'], 1, AT_ONCE));
    // So many of the oldest are taken first, and only then it is asked how old they are.
    assert.match(plan, /Subquery Scan on oldest.*\n\s+Filter: \(\(oldest\.at <.*\n\s+->\s+Limit/);
    assert.match(plan, /Index.* Scan using changes_order/);
  });

  test('is due without looking at the verdicts that hold', async () => {
    await store.memberships.replace(
      userIds.map((userId, place) => ({
        ...{ userId, segmentId: 'keen', segmentVersion: 1, member: true, verdict: 'TRUE' as const },
        ...{ score: null, proof: null, validUntil: place * 3_600_000, at: 0 },
      })),
    );
    const plan = await plansOf(() => store.memberships.dueBefore(7_200_000, AT_ONCE));
    assert.match(plan, /Index Scan using memberships_by_due_hour/);
    assert.doesNotMatch(plan, /Scan (?:using memberships_pkey )?on memberships/);
  });
});
