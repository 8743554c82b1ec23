import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { ExplainService } from '../../../explain/index.ts';
import type { HeadDeclaration } from '../../../fusion/index.ts';
import { historiesOf } from '../../../profiles/index.ts';
import {
  gatherFacts,
  judgedFromStored,
  judgeScored,
  judgeUser,
  NotLearnableError,
  proofFromJson,
  RuleError,
  readSegments,
  type ScoredDefinition,
  SegmentError,
  scoredFromJson,
} from '../../../segments/index.ts';
import { HEAD, openShop, type Shop } from './shop.ts';

const USERS = 84;
/** Whether a user buys anything in the week to come. */
const BUYS: HeadDeclaration = {
  name: 'buys_soon',
  kind: 'binary',
  label: { events: 'purchase', withinMs: 7 * 86_400_000, measure: 'any' },
};
const buyers = {
  ...{ id: 'likely', name: 'Likely to buy', description: '' },
  predicts: { buys: { category: 'category1', within: '7d' } },
  threshold: { size: 20 },
};

describe('predictive and lookalike segments', () => {
  let shop: Shop;
  let explain: ExplainService;
  before(async () => {
    shop = await openShop({ heads: [HEAD, BUYS], users: USERS });
    const { store, models, modalities, now } = shop;
    explain = new ExplainService({ store, models, modalities, clock: now });
    await shop.segments.createScored(buyers);
    await shop.segments.createScored(alike);
  });
  after(() => shop.store.close());

  const alike = {
    ...{ id: 'alike', name: 'Like these', description: '' },
    get like() {
      // Users of the first category; a quarter of them is not told.
      return { users: shop.userIds.filter((_, user) => user % 3 === 0).slice(0, 21) };
    },
    threshold: { score: 0.5 },
  };
  const create = (given: object) => {
    return shop.segments.createScored({ id: 'wrong', name: 'Wrong', description: '', ...given });
  };
  const definitionOf = async (id: string): Promise<ScoredDefinition> => {
    return scoredFromJson((await shop.store.segments.byIds([id])).get(id)!.definition);
  };
  const membersOf = async (id: string) => {
    const { rows } = await shop.store.memberships.members(id, { first: 100 });
    return rows.map(({ row }) => row);
  };
  const hinted = (path: string, hint: string | null) => (error: unknown) =>
    error instanceof RuleError &&
    error.problems[0].path === path &&
    error.problems[0].suggestion === hint;

  test('those who are likely to buy in a category are taken by size, and the lift is measured later', async () => {
    const members = await membersOf(buyers.id);
    assert.equal(members.length, 20);
    const likers = members.filter(({ userId }) => shop.userIds.indexOf(userId) % 3 === 1);
    assert.ok(likers.length >= 18, `${likers.length} of 20 like the category`);
    const { measured, threshold, unmeasured } = await definitionOf(buyers.id);
    assert.equal(unmeasured, null);
    assert.ok(measured !== null && measured.on === 'LATER_TIME');
    assert.equal(measured.until! - measured.from!, 7 * 86_400_000);
    assert.ok(measured.lift! > 1.5, `lift ${measured.lift}`);
    const [low, high] = measured.precisionInterval!;
    assert.ok(low < measured.precision! && measured.precision! < high);
    assert.equal(measured.precision, measured.hits / measured.selected);
    assert.equal(Math.min(...members.map(({ score }) => score!)), threshold);
  });

  test('the stored proof is the judgement of the very code that judges', async () => {
    for (const id of [buyers.id, alike.id]) {
      const definition = await definitionOf(id);
      for (const userId of shop.userIds.slice(0, 20)) {
        const membership = (await shop.store.memberships.get(userId, id))!;
        const [history] = await historiesOf(shop.store, [userId]);
        const row = (await shop.store.profiles.byIds([userId])).get(userId)!;
        const found = judgeScored(definition, judgedFromStored(history, row))!;
        const { kind, ...proof } = proofFromJson(membership.proof);
        const { value, threshold, leftOut, member } = found;
        assert.deepEqual(proof, { confidence: value, threshold, leftOut });
        assert.deepEqual([membership.member, membership.score], [member, value]);
        assert.equal(kind, id === buyers.id ? 'PREDICTIVE' : 'LOOKALIKE');
      }
    }
  });

  test('an explanation takes the value apart that decided, in both languages', async () => {
    for (const [user, id] of [
      [1, buyers.id],
      [0, buyers.id],
      [80, alike.id],
      [81, alike.id],
    ] as const) {
      const userId = shop.userIds[user];
      const membership = (await shop.store.memberships.get(userId, id))!;
      const answer = await explain.explain(userId, id);
      assert.equal(answer.verdict, membership.verdict);
      assert.equal(answer.freshness.stale, false);
      const told = answer.factors.reduce((sum, { value }) => sum + value, 0);
      assert.ok(Math.abs(answer.score! - answer.baseline! - told) < 1e-6);
      assert.equal(answer.whyNot === null, membership.member);
      assert.ok(answer.evidence.length > 0 && answer.faithfulness!.removed === 5);
      for (const { verdict, verified } of answer.counterfactuals) {
        assert.ok(verified && verdict !== answer.verdict);
      }
      const chinese = await explain.explain(userId, id, { locale: 'zh-CN' });
      assert.match(chinese.sentence, id === buyers.id ? /7 天内购买 category1 的概率/ : /相似度/);
    }
    const { sentence } = await explain.explain(shop.userIds[0], buyers.id);
    assert.match(
      sentence,
      /^Not in "Likely to buy": the chance of a purchase in category1 within 7 days is [\d.]+%, below [\d.]+%/,
    );
  });

  test('people like the given users are found, and those who were given are left out', async () => {
    const members = await membersOf(alike.id);
    const given = new Set(alike.like.users);
    assert.ok(members.every(({ userId }) => !given.has(userId)));
    const hidden = shop.userIds.filter((id, user) => user % 3 === 0 && !given.has(id));
    const found = members.filter(({ userId }) => hidden.includes(userId));
    assert.ok(found.length >= hidden.length - 1, `${found.length} of ${hidden.length}`);
    const { measured } = await definitionOf(alike.id);
    assert.equal(measured!.on, 'HIDDEN_USERS');
    assert.ok(measured!.auroc! > 0.8 && measured!.lift! > 1.5);
    const [seed] = given;
    const answer = await explain.explain(seed, alike.id);
    assert.equal(answer.verdict, 'FALSE');
    assert.match(answer.sentence, /given as an example/);
    assert.deepEqual(answer.counterfactuals, []);
    await create({ ...alike, id: 'with-seeds', like: { ...alike.like, includeSeeds: true } });
    const all = await membersOf('with-seeds');
    assert.ok(all.some(({ userId }) => given.has(userId)));
  });

  test('a preview promises what creating the segment then gives', async () => {
    const preview = await shop.segments.previewScored({
      predicts: { lapses: { within: '48h' } },
      threshold: { size: 10 },
    });
    await create({
      ...{ id: 'lapsing', predicts: { lapses: { within: '48h' } } },
      threshold: { size: 10 },
    });
    const members = await membersOf('lapsing');
    assert.equal(preview.size, members.length);
    assert.deepEqual(new Set(preview.sample), new Set(members.map(({ userId }) => userId)));
    const { threshold, measured, unmeasured } = await definitionOf('lapsing');
    assert.deepEqual(preview.score, { threshold, measured, unmeasured });
    for (const { userId } of members) {
      const [{ events }] = await historiesOf(shop.store, [userId]);
      assert.ok(events.at(-1)!.at > shop.now() - 2 * 86_400_000, 'nobody lapses who has already');
    }
    const silent = shop.userIds.find((id) => !preview.sample.includes(id))!;
    const answer = await explain.explain(silent, 'lapsing');
    assert.equal(answer.verdict, 'FALSE');
  });

  test('rules ask for the similarity, and not of a rule', async () => {
    const [{ userId, score }] = await membersOf(buyers.id);
    const id = 'very-likely';
    const rule = `similarity to segment ${buyers.id} >= ${score}`;
    await shop.segments.create({ id, name: id, description: '', rule });
    assert.ok((await membersOf(id)).some((member) => member.userId === userId));
    await assert.rejects(
      shop.segments.preview(`similarity to segment ${id} >= 0.5`),
      /no segment with a similarity/,
    );
  });

  test('a segment on a head of the shop stands on its read-out, and the head is tried on later time', async () => {
    await create({ id: 'soon', predicts: { head: BUYS.name }, threshold: { score: 0.6 } });
    const { output, measured } = await definitionOf('soon');
    assert.equal(output, null);
    assert.equal(measured?.on, 'LATER_TIME');
    const answer = await explain.explain(shop.userIds[3], 'soon');
    const readOut = await explain.explainReadOut(shop.userIds[3], BUYS.name, { atLeast: 0.6 });
    assert.deepEqual(
      [answer.score, answer.verdict, answer.whyNot?.[0]?.actual],
      [readOut.score, readOut.verdict, readOut.whyNot?.[0]?.actual],
    );
    await create({ id: 'likes-first', predicts: { head: HEAD.name }, threshold: { score: 0.5 } });
    const trait = await definitionOf('likes-first');
    assert.deepEqual([trait.measured, trait.unmeasured], [null, 'READ_OUT_WITHOUT_LATER_TIME']);
    const byPrecision = { predicts: { head: HEAD.name }, threshold: { precision: 0.5 } };
    await assert.rejects(create(byPrecision), /never tried on later time/);
  });

  test('a precision is chosen on earlier time, or refused with what can be reached', async () => {
    const predicts = { buys: { within: '7d' } };
    const given = { predicts, threshold: { precision: 0.6 } };
    await create({ id: 'precise', ...given });
    const { measured } = await definitionOf('precise');
    assert.ok(measured!.precision! > 0.4, `precision ${measured!.precision}`);
    await assert.rejects(
      create({ ...given, threshold: { precision: 0.999999 } }),
      (error: unknown) =>
        error instanceof NotLearnableError &&
        /cannot be reached: the highest there is for 20 users or more is 0\.\d+/.test(
          error.message,
        ),
    );
  });

  test('what a user does brings the user in, at once and with history', async () => {
    // Somebody of the second category who turns to the first.
    const [, userId] = shop.userIds;
    const { member, score, at } = (await shop.store.memberships.get(userId, alike.id))!;
    assert.equal(member, false);
    shop.wait(1000);
    const inside = async () => (await shop.store.memberships.get(userId, alike.id))!.member;
    for (let item = 0; item < 60 && !(await inside()); item += 3) {
      const about = { itemId: `item${item % 30}` };
      await shop.happen(userId, { ...about, value: 9 });
      await shop.happen(userId, { ...about, modality: 'browsing', type: 'view' });
    }
    assert.ok(await inside());
    const history = await shop.store.memberships.history(userId, alike.id, { first: 5 });
    assert.equal(history.rows[0].row.change, 'entered');
    assert.equal((await explain.explain(userId, alike.id)).verdict, 'TRUE');
    // Of the instant before, what was said then is said still.
    const before = await explain.explain(userId, alike.id, { asOf: at });
    assert.deepEqual([before.verdict, before.whyNot?.[0].actual], ['FALSE', score]);
  });

  test('names that are not there are told with the nearest, and what makes no sense with its place', async () => {
    const threshold = { size: 5 };
    const category = { predicts: { buys: { category: 'categroy1', within: '7d' } }, threshold };
    await assert.rejects(create(category), hinted('predicts.buys.category', 'category1'));
    const head = { predicts: { head: 'buys_son' }, threshold };
    await assert.rejects(create(head), hinted('predicts.head', BUYS.name));
    await assert.rejects(create({ predicts: { head: 'spend' }, threshold }), /no probability/);
    const segment = { like: { segment: 'likly' }, threshold };
    await assert.rejects(create(segment), hinted('like.segment', 'likely'));
    const users = { like: { users: [shop.userIds[0], 'customer:nobody'] }, threshold };
    await assert.rejects(create(users), (error: unknown) => {
      return hinted('like.users[1]', null)(error) && !String(error).includes('nobody"');
    });
    const slip = { predicts: { bys: { within: '7d' } }, threshold };
    await assert.rejects(create(slip), hinted('predicts', 'buys'));
    await assert.rejects(create({ predicts: { head: 'lapse' } }), /threshold/);
    await assert.rejects(
      create({ predicts: { head: 'lapse' }, threshold: { size: 1, score: 0.5 } }),
      /exactly one of score, size, precision/,
    );
    await assert.rejects(create({ ...buyers, id: 'Bad Id' }), SegmentError);
    await assert.rejects(create(buyers), /already/);
    assert.equal((await shop.store.segments.byIds(['wrong'])).size, 0);
  });

  test('too few seeds, a segment of one, an empty one, and too little history are said so', async () => {
    const threshold = { size: 5 };
    const [first] = shop.userIds;
    await shop.happen(first, { value: 987_654 });
    const onlyFirst = 'sum transactions >= 987654';
    const few = (users: number) => ({ like: { users: shop.userIds.slice(0, users) }, threshold });
    await assert.rejects(create(few(19)), /takes 20 seeds with a profile.*there are 19/);
    await assert.rejects(create(few(USERS)), /Nearly everybody is a seed/);
    const busiest = await shop.segments.preview('count transactions >= 1');
    assert.ok(busiest.size > 20);
    for (const [id, rule, size] of [
      ['nobody', 'count transactions >= 900', 0],
      ['somebody', `count transactions >= 1 and ${onlyFirst}`, 1],
    ] as const) {
      await shop.segments.create({ id, name: id, description: '', rule });
      await assert.rejects(create({ like: { segment: id }, threshold }), {
        message: new RegExp(`there are ${size}\\.`),
      });
    }
    const long = { predicts: { buys: { within: '30d' } }, threshold };
    await assert.rejects(create(long), /it takes 120 days of events/);
    const crowd = { predicts: { buys: { within: '7d' } }, threshold: { size: 1000 } };
    await assert.rejects(create(crowd), /only 84 users to choose 1000 from/);
  });

  test('a profile of another model has no verdict, and seeds who are gone are counted', async () => {
    const userId = shop.userIds[0];
    const [history] = await historiesOf(shop.store, [userId]);
    const row = (await shop.store.profiles.byIds([userId])).get(userId)!;
    const segments = readSegments([...(await shop.store.segments.byIds([alike.id])).values()]);
    const factsOf = await gatherFacts(shop.store, [], segments.dependencies);
    const judged = (modelId: string) => {
      const user = judgedFromStored(history, { ...row, modelId });
      return judgeUser(segments, user, factsOf, shop.now());
    };
    assert.deepEqual([judged(row.modelId).length, judged('another').length], [1, 0]);
    const [known] = (await shop.store.segments.byIds([alike.id])).values();
    const { ask } = await definitionOf(alike.id);
    assert.ok('like' in ask);
    const like = { users: [...ask.like.users!, 'u_gone'] };
    const definition = { ...(known.definition as object), ask: { ...ask, like } };
    const older = { ...known, id: 'older', at: shop.now(), definition };
    await shop.store.segments.saveVersion(JSON.parse(JSON.stringify(older)));
    const { changed } = await shop.segments.renewScored([], ['older']);
    assert.deepEqual(changed, ['older']);
    assert.equal((await definitionOf('older')).seedsGone, 1);
    assert.equal((await explain.explain(userId, 'older')).verdict, 'FALSE');
    assert.equal((await shop.store.segments.versions('older')).length, 2);
  });

  test('a segment that seeds a lookalike stays until that one ends', async () => {
    const threshold = { size: 8 };
    await create({ id: 'like-alike', like: { segment: 'with-seeds' }, threshold });
    await assert.rejects(shop.segments.archive('with-seeds'), /like-alike/);
    await shop.segments.archive('like-alike');
  });

  test('declared segments are learned once, renewed when asked for, and left out with the reason', async () => {
    const again = await shop.segments.renewScored([buyers]);
    assert.deepEqual(again, { changed: [], leftOut: [] });
    const wrong = { ...buyers, id: 'wrong', predicts: { head: 'luck' } };
    const { changed, leftOut } = await shop.segments.renewScored([buyers, wrong], [buyers.id]);
    assert.deepEqual([changed, leftOut.map(({ id }) => id)], [[buyers.id], ['wrong']]);
    assert.match(leftOut[0].reason, /no read-out/);
  });
});
