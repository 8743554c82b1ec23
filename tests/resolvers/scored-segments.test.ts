import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { ExplainService } from '../../explain/index.ts';
import { openShop, type Shop } from '../segments/service/shop.ts';
import { createFixture, type Fixture } from './fixture.ts';

let shop: Shop;
let fixture: Fixture;
before(async () => {
  shop = await openShop({ users: 60 });
  const { store, models, modalities, segments, now } = shop;
  fixture = await createFixture(1, () => ({
    ...{ store, segments },
    explanations: new ExplainService({ store, models, modalities, clock: now }),
  }));
});
after(async () => {
  await fixture[Symbol.asyncDispose]();
  await shop.store.close();
});

const MEASURED =
  'on from until users positives selected hits precision precisionLow precisionHigh recall lift auroc calibrationError';
const CREATE = `mutation ($segment: SegmentInput!) { createSegment(segment: $segment) {
  __typename
  ... on SegmentCreated { segment {
    id kind size threshold ruleText measured { ${MEASURED} }
    members(first: 1) { nodes { score proof user { id } } }
  } }
  ... on InvalidRule { problems { path message suggestion } }
} }`;
const predicts = { buys: { category: 'category1', within: '7d' } };

interface Measured {
  on: string;
  precision: number;
  precisionLow: number;
  precisionHigh: number;
}
interface Created {
  __typename: string;
  segment: {
    id: string;
    kind: string;
    size: number;
    threshold: number;
    ruleText: string | null;
    measured: Measured;
    members: { nodes: { score: number; proof: unknown; user: { id: string } }[] };
  };
  problems: { path: string; suggestion: string | null }[];
}
const create = async (segment: object): Promise<Created> => {
  const { data, errors } = await fixture.ask<{ createSegment: Created }>(CREATE, { segment });
  assert.deepEqual(errors, []);
  return data!.createSegment;
};

test('a preview and a new predictive segment say the same, with its members and why', async () => {
  const { data, errors } = await fixture.ask<{ previewSegment: Record<string, unknown> }>(
    `query ($predicts: PredictionInput) {
      previewSegment(predicts: $predicts, threshold: { size: 10 }) {
        ... on SegmentPreview { size sizeLow sizeHigh threshold measured { ${MEASURED} } }
      }
    }`,
    { predicts },
  );
  assert.deepEqual(errors, []);
  const threshold = { size: 10 };
  const { segment } = await create({ name: 'Likely', predicts, threshold });
  const { measured, size } = segment;
  const [sizeLow, sizeHigh] = [size, size];
  assert.deepEqual(data!.previewSegment, {
    ...{ size, sizeLow, sizeHigh },
    ...{ threshold: segment.threshold, measured },
  });
  assert.deepEqual([segment.kind, size, segment.ruleText], ['PREDICTIVE', 10, null]);
  assert.equal(measured.on, 'LATER_TIME');
  assert.ok(measured.precisionLow <= measured.precision);
  assert.ok(measured.precision <= measured.precisionHigh);
  const [{ score, proof, user }] = segment.members.nodes;
  assert.deepEqual(proof, {
    ...{ kind: 'PREDICTIVE', confidence: score },
    ...{ threshold: segment.threshold, leftOut: null },
  });
  const why = await fixture.ask<{ explain: { verdict: string; sentence: string } }>(
    `query ($userId: ID!) { explain(userId: $userId, segmentId: "likely") {
      ... on Explanation { verdict sentence score factors { label value } }
    } }`,
    { userId: user.id },
  );
  assert.equal(why.data!.explain.verdict, 'TRUE');
  assert.match(why.data!.explain.sentence, /^In "Likely": the chance of a purchase in category1/);
});

test('a lookalike of a segment holds others, and wrong names come back with the nearest', async () => {
  const users = shop.userIds.filter((_, user) => user % 3 === 0);
  const alike = { name: 'Alike', like: { users }, threshold: { size: 5 } };
  const { segment } = await create(alike);
  assert.deepEqual([segment.kind, segment.measured.on], ['LOOKALIKE', 'HIDDEN_USERS']);
  assert.ok(segment.members.nodes.every(({ user }) => !users.includes(user.id)));
  const near = { ...predicts, buys: { ...predicts.buys, category: 'catgory1' } };
  const wrong = await create({ name: 'Wrong', predicts: near, threshold: { size: 5 } });
  assert.equal(wrong.__typename, 'InvalidRule');
  assert.equal(wrong.problems[0].suggestion, 'category1');
  const few = await create({ ...alike, name: 'Few', like: { users: users.slice(0, 3) } });
  assert.equal(few.__typename, 'InvalidRule');
});

test('a rule, a prediction and a resemblance exclude one another', async () => {
  for (const both of [
    { ruleText: 'friends >= 1', predicts, threshold: { size: 5 } },
    { ruleText: 'friends >= 1', threshold: { size: 5 } },
  ]) {
    const { errors } = await fixture.ask(CREATE, { segment: { name: 'Both', ...both } });
    assert.equal(errors[0]?.code, 'BAD_USER_INPUT');
  }
  const two = await create({
    ...{ name: 'Two', predicts, like: { segment: 'likely' } },
    threshold: { size: 5 },
  });
  assert.equal(two.problems[0].path, 'like');
});

test('what is learned is seen while it is, and why it failed or was not measured', async () => {
  const LEARNINGS = '{ segmentLearnings { segmentIds stage progress startedAt endedAt problem } }';
  type Learning = Record<'stage' | 'problem' | 'endedAt', string | null> & { segmentIds: string[] };
  const learnings = async () =>
    (await fixture.ask<{ segmentLearnings: Learning[] }>(LEARNINGS)).data!.segmentLearnings;
  const stages = new Set<string>();
  const seen: Promise<Learning[]>[] = [];
  const leave = shop.segments.learnings.follow(({ stage, progress }) => {
    assert.ok(progress >= 0 && progress <= 1);
    stages.add(stage);
    if (seen.length === 0) seen.push(learnings());
  });
  await create({ id: 'seen', name: 'Seen', predicts, threshold: { score: 0.4 } });
  leave();
  assert.deepEqual([...stages], ['READING', 'LEARNING', 'JUDGING']);
  assert.deepEqual((await seen[0]!)[0]!.segmentIds, ['seen']);
  const [done] = await learnings();
  assert.ok(done!.endedAt !== null);
  assert.equal(done!.problem, null);
  const reached = { name: 'Too sure', id: 'too-sure', predicts, threshold: { precision: 0.999 } };
  assert.equal((await create(reached)).__typename, 'InvalidRule');
  const [failed] = await learnings();
  assert.deepEqual(failed!.segmentIds, ['too-sure']);
  assert.match(failed!.problem!, /precision of 0\.999 cannot be reached/);

  const head = { id: 'quiet', name: 'Quiet', predicts: { head: 'lapse' }, threshold: { size: 5 } };
  assert.equal((await create(head)).__typename, 'SegmentCreated');
  const { data } = await fixture.ask(
    `query ($head: PredictionInput) {
      segment(id: "quiet") { unmeasured measured { lift } } measured: segment(id: "seen") { unmeasured }
      previewSegment(predicts: $head, threshold: { size: 5 }) { ... on SegmentPreview { unmeasured } }
    }`,
    { head: head.predicts },
  );
  const unmeasured = 'READ_OUT_WITHOUT_LATER_TIME';
  assert.deepEqual(data, {
    segment: { unmeasured, measured: null },
    measured: { unmeasured: null },
    previewSegment: { unmeasured },
  });
});
