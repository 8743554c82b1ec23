import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { historiesOf, summaryOf } from '../../../profiles/index.ts';
import {
  evaluateRule,
  gatherFacts,
  judgedFromStored,
  parseRule,
  proofFromJson,
  RuleError,
  readSegments,
  SegmentCycleError,
  SegmentError,
} from '../../../segments/index.ts';
import { DAY } from '../rules/facts.ts';
import { openShop, type Shop, USERS } from './shop.ts';

const buyers = {
  id: 'recent-buyers',
  name: 'Recent buyers',
  description: 'Bought twice within a week.',
  rule: {
    count: {
      modality: 'transactions',
      type: 'purchase',
      where: { category: 'category1' },
      within: '7d',
      atLeast: 2,
    },
  },
};

const origin = { sourceId: 'test', version: '1', contentHash: '0' };

describe('segments over a store', () => {
  let shop: Shop;
  before(async () => {
    shop = await openShop();
  });
  after(() => shop.store.close());

  const member = async (user: number, segmentId: string) =>
    (await shop.store.memberships.get(shop.userIds[user], segmentId))?.member;

  test('a preview promises what creating the segment then gives', async () => {
    const preview = await shop.segments.preview(buyers.rule);
    const report = await shop.segments.create(buyers);
    assert.equal(report.users, USERS);
    assert.equal(report.entered, preview.size);
    assert.deepEqual([preview.judged, preview.users], [USERS, USERS]);
    assert.deepEqual(preview.interval, [preview.size, preview.size]);
    const counts = await shop.store.memberships.count([buyers.id]);
    assert.equal(counts.get(buyers.id), preview.size);
  });

  test('events bring users in, time takes them out, and both are remembered', async () => {
    const userId = shop.userIds[0];
    assert.equal(await member(0, buyers.id), false);
    await shop.happen(userId, { itemId: 'item1' });
    assert.equal(await member(0, buyers.id), false);
    shop.wait(DAY);
    await shop.happen(userId, { itemId: 'item4' });
    assert.equal(await member(0, buyers.id), true);
    shop.wait(6 * DAY - 1);
    await shop.segments.refreshDue();
    assert.equal(await member(0, buyers.id), true);
    shop.wait(1);
    const report = await shop.segments.refreshDue();
    assert.ok(report.left >= 1);
    assert.equal(await member(0, buyers.id), false);
    const history = await shop.store.memberships.history(userId, buyers.id, { first: 10 });
    assert.deepEqual(
      history.rows.map(({ row }) => row.change),
      ['left', 'entered'],
    );
    assert.deepEqual(await shop.segments.refreshDue(), { users: 0, entered: 0, left: 0 });
  });

  test('the stored proof is the trace of the evaluator at that instant', async () => {
    const rows = await shop.store.segments.all();
    const { dependencies } = readSegments(rows);
    for (const userId of shop.userIds.slice(0, 20)) {
      const membership = await shop.store.memberships.get(userId, buyers.id);
      assert.ok(membership !== null);
      const [history] = await historiesOf(shop.store, [userId]);
      const row = (await shop.store.profiles.byIds([userId])).get(userId) ?? null;
      const user = judgedFromStored(history, row);
      const factsOf = await gatherFacts(shop.store, [user], dependencies);
      const again = evaluateRule(parseRule(buyers.rule), factsOf(user, {}), membership.at);
      assert.deepEqual(proofFromJson(membership.proof), { kind: 'RULE', trace: again.trace });
      assert.equal(membership.verdict, again.verdict);
    }
  });

  test('segments refer to segments, also to learned ones; circles and slips are refused', async () => {
    await shop.segments.create({
      ...{ id: 'idle', name: 'Idle', description: '' },
      rule: { not: { segment: { id: buyers.id } } },
    });
    assert.equal(await member(0, 'idle'), true);
    const circle = { ...buyers, rule: { segment: { id: 'idle' } } };
    await assert.rejects(shop.segments.declare([circle]), SegmentCycleError);
    const nobody = {
      ...circle,
      id: 'nobody',
      rule: `segment ${buyers.id} and not segment ${buyers.id}`,
    };
    await assert.rejects(shop.segments.create(nobody), /line 1, column 1 .*nobody can be in/);
    const slip = { ...buyers, id: 'slip', rule: { segment: { id: 'idel' } } };
    await assert.rejects(shop.segments.create(slip), (error) => {
      return error instanceof RuleError && error.problems[0].suggestion === 'idle';
    });
    await assert.rejects(shop.segments.create({ ...buyers, id: 'Bad Id' }), SegmentError);
    await assert.rejects(shop.segments.create(buyers), /already/);
    await assert.rejects(shop.segments.archive(buyers.id), /idle/);
  });

  test('an unknown trait or read-out is told with the nearest, once there are any', async () => {
    const hinted = (hint: string) => (error: unknown) =>
      error instanceof RuleError && error.problems[0].suggestion === hint;
    await shop.segments.preview('trait citty = "Chur"');
    await shop.store.users.setTraits([
      { ...{ userId: shop.userIds[0], name: 'city', value: 'Chur' }, ...origin },
    ]);
    const misspelt = { ...buyers, id: 'misspelt', rule: 'trait citty = "Chur"' };
    await assert.rejects(shop.segments.preview(misspelt.rule), hinted('city'));
    await assert.rejects(shop.segments.create(misspelt), hinted('city'));
    assert.equal((await shop.segments.preview('trait city = "Chur"')).members, 1);

    const [readOut] = (await shop.models.active())!.fusion.readOutNames;
    await shop.segments.preview(`predicted ${readOut} >= 0.5`);
    await assert.rejects(shop.segments.preview(`predicted ${readOut}x >= 0.5`), hinted(readOut));
  });

  test('what is declared may come before its data', async () => {
    const early = { ...buyers, id: 'early', rule: 'trait tier = "gold"' };
    assert.equal((await shop.segments.declare([early])).entered, 0);
    const membership = await shop.store.memberships.get(shop.userIds[0], 'early');
    assert.equal(membership?.verdict, 'UNKNOWN');
    await shop.segments.archive('early');
  });

  test('read-outs are named as profiles have them', async () => {
    const row = (await shop.store.profiles.byIds([shop.userIds[0]])).get(shop.userIds[0])!;
    assert.deepEqual(
      (await shop.models.active())!.fusion.readOutNames,
      summaryOf(row).readOuts.map(({ name }) => name),
    );
  });

  test('declaring again changes nothing; another rule is another version', async () => {
    assert.equal((await shop.segments.declare([buyers])).users, 0);
    const rule = { count: { ...buyers.rule.count, atLeast: 1 } };
    assert.equal((await shop.segments.declare([{ ...buyers, rule }])).users, USERS);
    const versions = await shop.store.segments.versions(buyers.id);
    assert.deepEqual(
      versions.map(({ version }) => version),
      [1, 2],
    );
    const membership = await shop.store.memberships.get(shop.userIds[0], buyers.id);
    assert.equal(membership?.segmentVersion, 2);
  });

  test('learned segments divide everybody, and new users are assigned without a refit', async () => {
    const { segments } = await shop.segments.formLearned({ count: 3 });
    const segmentIds = segments.map(({ id }) => id);
    assert.equal(segmentIds.length, 3);
    const counts = await shop.store.memberships.count(segmentIds);
    assert.equal(
      [...counts.values()].reduce((sum, size) => sum + size, 0),
      USERS,
    );
    const [newcomer] = await shop.store.users.resolve([[{ kind: 'customer', value: 'new' }]]);
    await shop.happen(newcomer, { itemId: 'item2' });
    const memberships = (await shop.store.memberships.ofUsers([newcomer])).get(newcomer) ?? [];
    const own = memberships.filter(
      ({ segmentId, member: is }) => is && segmentIds.includes(segmentId),
    );
    assert.equal(own.length, 1);
    assert.ok((own[0].score ?? -1) >= 0);
    const again = await shop.segments.formLearned({ count: 2 });
    assert.equal(again.segments.length, 2);
    const active = (await shop.store.segments.all()).filter(({ kind }) => kind === 'LEARNED');
    assert.deepEqual(
      active.map(({ id }) => id),
      again.segments.map(({ id }) => id).sort(),
    );
  });

  test('forming again keeps every id, name and member; fewer groups say what became of whom', async () => {
    const learned = async () => {
      const rows = (await shop.store.segments.all()).filter(({ kind }) => kind === 'LEARNED');
      const counts = await shop.store.memberships.count(rows.map(({ id }) => id));
      return rows.map(({ id, name }) => [id, name, counts.get(id)]);
    };
    await shop.segments.formLearned({ count: 3 });
    const before = await learned();
    const again = await shop.segments.formLearned({ count: 3 });
    assert.deepEqual(await learned(), before);
    assert.equal(again.moved, 0);
    assert.ok(again.segments.every(({ change }) => change === 'SAME'));
    const fewer = await shop.segments.formLearned({ count: 2 });
    const gone = before.filter(([id]) => fewer.segments.every((segment) => segment.id !== id));
    assert.ok(gone.length >= 1);
    assert.ok(fewer.segments.some(({ from }) => from.some((id) => id === gone[0][0])));
    for (const { id, change } of fewer.segments) {
      const known = before.some(([own]) => own === id);
      if (change === 'SAME') assert.ok(known, id);
      if (change === 'NEW' || change === 'SPLIT') assert.ok(!known, id);
    }
  });

  test('archiving takes everybody out and keeps the history', async () => {
    await shop.segments.archive('idle');
    const counts = await shop.store.memberships.count(['idle']);
    assert.equal(counts.get('idle'), 0);
    const history = await shop.store.memberships.history(shop.userIds[0], 'idle', { first: 5 });
    assert.equal(history.rows[0].row.change, 'left');
    await assert.rejects(shop.segments.archive('never-there'), /no segment/);
  });

  test('friends of somebody who did something are judged again', async () => {
    const [first, second] = shop.userIds.slice(10, 12);
    await shop.segments.create({
      ...{ id: 'followers', name: 'Followers', description: '' },
      rule: {
        friends: {
          atLeast: 1,
          who: { count: { modality: 'transactions', within: '1d', atLeast: 1 } },
        },
      },
    });
    await shop.happen(first, { modality: 'social', type: 'friend', otherUserId: second });
    await shop.happen(second, { modality: 'social', type: 'friend', otherUserId: first });
    assert.equal(await member(10, 'followers'), false);
    await shop.happen(second, { itemId: 'item7' });
    assert.equal(await member(10, 'followers'), true);
  });
});
