import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { createFixture, type Fixture, HOUR, NOW } from './fixture.ts';

let fixture: Fixture;
let userId: string;
const count = { modality: 'browsing', type: 'view', atLeast: 2 };
before(async () => {
  fixture = await createFixture();
  const externalIds = [{ kind: 'customer', value: 'watcher' }];
  const events = Array.from({ length: 5 }, (_, at) => ({
    ...{ externalIds, modality: 'browsing', type: 'view', itemId: 'kettle', messageId: `w${at}` },
    at: new Date(NOW - (at + 1) * HOUR).toISOString(),
  }));
  await fixture.ask(
    'mutation ($events: [EventInput!]!) { ingestEvents(events: $events) { __typename } }',
    { events },
  );
  userId = (await fixture.store.users.find(externalIds[0]!))!;
  for (const [id, rule] of [
    ['watchers', { count }],
    ['buyers', { count: { ...count, modality: 'transactions', type: 'purchase' } }],
  ] as const) {
    await fixture.ask(
      'mutation ($segment: SegmentInput!) { createSegment(segment: $segment) { __typename } }',
      { segment: { id, name: id, rule } },
    );
  }
});
after(() => fixture[Symbol.asyncDispose]());

interface Evidence {
  readonly totalCount: number;
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string };
  readonly nodes: readonly { readonly eventId: string }[];
}

test('evidence comes in pages that together are all of it, each event once', async () => {
  const seen: string[] = [];
  let cursor: string | null = null;
  for (let pages = 0; pages < 5; pages += 1) {
    const answer: { data: { explain: { evidence: Evidence } } | null; errors: readonly unknown[] } =
      await fixture.ask(
        `query ($u: ID!, $after: String) { explain(userId: $u, segmentId: "watchers") {
          ... on Explanation { evidence(first: 2, after: $after) {
            totalCount pageInfo { hasNextPage endCursor } nodes { eventId }
          } }
        } }`,
        { u: userId, after: cursor },
      );
    assert.deepEqual(answer.errors, []);
    const { evidence } = answer.data!.explain;
    assert.equal(evidence.totalCount, 5);
    seen.push(...evidence.nodes.map(({ eventId }) => eventId));
    if (!evidence.pageInfo.hasNextPage) break;
    cursor = evidence.pageInfo.endCursor;
  }
  assert.deepEqual([seen.length, new Set(seen).size], [5, 5]);
});

test('contrast tells two segments apart, and the growth of one is told by its events', async () => {
  const { data, errors } = await fixture.ask<{
    contrast: { sentence: string; sides: { verdict: string }[]; factors: { value: number }[] };
    segment: { growth: { before: number; after: number; causes: { reason: string }[] } };
  }>(
    `query ($u: ID!, $from: DateTime!) {
      contrast(userId: $u, segmentId: "watchers", otherSegmentId: "buyers") {
        ... on Contrast { sentence sides { verdict segment { id } } factors { label value } }
      }
      segment(id: "watchers") {
        growth(from: $from) { before after entered left explained causes { reason users events exampleUser { id } exampleEventId } }
      }
    }`,
    { u: userId, from: new Date(NOW - HOUR).toISOString() },
  );
  assert.deepEqual(errors, []);
  assert.deepEqual(
    data!.contrast.sides.map(({ verdict }) => verdict),
    ['TRUE', 'UNKNOWN'],
  );
  assert.match(data!.contrast.sentence, /In "watchers".*Not in "buyers"/);
  const { before: earlier, after: later, causes } = data!.segment.growth;
  assert.ok(later > earlier);
  assert.equal(causes[0]!.reason, 'DEFINITION');
});

test('questions about what is not there are answered by what is missing', async () => {
  const { data, errors } = await fixture.ask(
    `query ($u: ID!) {
      a: explainReadOut(userId: "u_nobody", readOut: "lapse") { __typename }
      b: explainReadOut(userId: $u, readOut: "lapse") { __typename }
      c: contrast(userId: $u, segmentId: "watchers", otherSegmentId: "nothing") { __typename }
    }`,
    { u: userId },
  );
  assert.deepEqual(errors, []);
  assert.deepEqual(data, {
    a: { __typename: 'UnknownUser' },
    b: { __typename: 'UnknownReadOut' },
    c: { __typename: 'UnknownSegment' },
  });
  const future = await fixture.ask(
    '{ segment(id: "watchers") { growth(from: "2050-01-01T00:00:00Z") { before } } }',
  );
  assert.match(future.errors[0]!.message, /from must not lie after until/);
});
