import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { ExplainError, ExplainService } from '../../explain/index.ts';
import {
  languageOf,
  RuleError,
  SegmentCycleError,
  TooFewProfilesError,
} from '../../segments/index.ts';
import { formLearned } from '../../segments/learned/form-learned.ts';
import { DAY } from '../segments/rules/facts.ts';
import { openShop, type Shop } from '../segments/service/shop.ts';

const query = { modality: 'transactions', type: 'purchase' };
const named = (id: string, rule: unknown) => ({ id, name: id, description: '', rule });

describe('explanations and segments of what is not as it should be', () => {
  let shop: Shop;
  let explain: ExplainService;
  let learned: readonly string[];
  before(async () => {
    shop = await openShop();
    const { store, models, modalities, now } = shop;
    explain = new ExplainService({ store, models, modalities, clock: now });
    shop.wait(DAY);
    const { segments } = await shop.segments.formLearned({ count: 3 });
    learned = segments.map(({ id }) => id);
  });
  after(() => shop.store.close());

  /** What is wrong with a rule, as its maker is told; nothing is stored. */
  async function refusal(rule: unknown, id = 'wrong'): Promise<string> {
    const problem = await shop.segments.create(named(id, rule)).then(
      () => assert.fail('It was stored.'),
      (error: unknown) => error,
    );
    assert.ok(problem instanceof RuleError || problem instanceof SegmentCycleError);
    assert.equal((await shop.store.segments.byIds([id])).get(id), undefined);
    return problem.message;
  }

  test('a rule that contradicts itself, and one that always holds, before they are saved', async () => {
    const count = (limits: object) => ({ count: { ...query, within: '30d', ...limits } });
    const contradiction = { all: [count({ atLeast: 3 }), count({ atMost: 1 })] };
    assert.match(await refusal(contradiction), /all\[\d\].*never|nobody/s);
    const tautology = {
      any: [count({ atLeast: 3 }), { not: count({ atLeast: 2 }) }, count({ atLeast: 1 })],
    };
    assert.match(await refusal(tautology), /always|everybody/);
  });

  test('a circle of segments is refused with its path', async () => {
    await shop.segments.create(named('first', { count: { ...query, atLeast: 1 } }));
    await shop.segments.create(named('second', { segment: { id: 'first' } }));
    await assert.rejects(
      shop.segments.declare([named('first', { segment: { id: 'second' } })]),
      /first.*second.*first/,
    );
    assert.equal((await explain.explain(shop.userIds[0], 'second')).segmentVersion, 1);
  });

  test('a user whose events were taken back is in no segment by them any more', async () => {
    const userId = shop.userIds[5];
    const rule = { count: { ...query, where: { value: { atLeast: 7000 } }, atLeast: 1 } };
    await shop.segments.create(named('spenders', rule));
    const id = await shop.happen(userId, { itemId: 'item1', value: 7777 });
    assert.equal((await explain.explain(userId, 'spenders')).evidence[0].eventId, id);
    const [event] = await shop.store.events.byIds(userId, [id]);
    await shop.store.events.append([{ ...event, id: 'taken-back', version: '2', deleted: true }]);
    await shop.updater.drain();
    const gone = await explain.explain(userId, 'spenders');
    assert.deepEqual([gone.verdict, gone.evidence], ['FALSE', []]);
  });

  test('a segment without members explains itself, and nobody can be told how to enter it', async () => {
    const userId = shop.userIds[0];
    const own = (await shop.store.memberships.ofUsers([userId])).get(userId) ?? [];
    const other = own.find(({ segmentId, member }) => learned.includes(segmentId) && !member)!;
    await shop.store.memberships.removeSegment(other.segmentId);
    const answer = await explain.explain(userId, other.segmentId);
    assert.equal(answer.verdict, 'FALSE');
    assert.deepEqual(answer.counterfactuals, []);
    assert.match(answer.outOfReach ?? '', /No change within reach/);
    assert.ok(Math.abs(answer.residual ?? 1) < 1e-9);
  });

  test('a definition that is newer than the model asks for what the model does not say', async () => {
    const rule = { all: [{ predicted: { name: 'likes_tea', atLeast: 0.5 } }] };
    await shop.segments.declare([named('tea', rule)]);
    const answer = await explain.explain(shop.userIds[0], 'tea');
    assert.equal(answer.verdict, 'UNKNOWN');
    assert.match(answer.sentence, /the model does not predict likes tea/);
    assert.deepEqual([answer.whyNot?.[0].distance, answer.counterfactuals], [null, []]);
    const before = explain.explain(shop.userIds[0], 'tea', { asOf: shop.now() - 2 * DAY });
    await assert.rejects(
      before,
      (error) => error instanceof ExplainError && error.missing === 'segment',
    );
  });

  test('a user whose events are all gone is explained by what is left: nothing', async () => {
    const [userId] = await shop.store.users.resolve([[{ kind: 'customer', value: 'gone' }]]);
    const answer = await explain.explain(userId, 'first');
    assert.equal(answer.evidence.length, 0);
    assert.equal(answer.modelId, null);
    await assert.rejects(explain.explainReadOut(userId, 'lapse'), ExplainError);
    assert.equal(answer.verdict, 'UNKNOWN');
  });

  test('a segment of one member, and users who are all alike', async () => {
    await shop.happen(shop.userIds[7], { itemId: 'item1', value: 4321 });
    const count = { modality: 'transactions', where: { value: { atLeast: 4000 } }, atLeast: 1 };
    await shop.segments.create(named('one', { count }));
    const { rows } = await shop.store.memberships.members('one', { first: 5 });
    assert.equal(rows.length, 1);
    const inside = await explain.explain(rows[0].row.userId, 'one');
    assert.deepEqual([inside.verdict, inside.evidence.length], ['TRUE', 1]);
    assert.equal(inside.faithfulness?.moved, 1);
    const features = [{ name: 'log_count', value: 1 }];
    const alike = Array.from({ length: 30 }, () => ({
      modalities: [{ name: 'browsing', present: true, events: 3, features }],
      vector: [1, 2],
    }));
    await assert.rejects(formLearned(alike, languageOf('en', null)), TooFewProfilesError);
  });
});
