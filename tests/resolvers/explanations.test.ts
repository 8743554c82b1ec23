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
  readonly pageInfo: {
    readonly hasNextPage: boolean;
    readonly hasPreviousPage: boolean;
    readonly startCursor: string;
    readonly endCursor: string;
  };
  readonly nodes: readonly { readonly eventId: string; readonly at: string }[];
}

async function evidence(page: Record<string, unknown>): Promise<Evidence> {
  const { data, errors } = await fixture.ask<{ explain: { evidence: Evidence } }>(
    `query ($u: ID!, $first: Int, $after: String, $last: Int, $before: String) {
      explain(userId: $u, segmentId: "watchers") {
        ... on Explanation { evidence(first: $first, after: $after, last: $last, before: $before) {
          totalCount
          pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
          nodes { eventId at }
        } }
      }
    }`,
    { u: userId, ...page },
  );
  assert.deepEqual(errors, []);
  return data!.explain.evidence;
}

test('turning the pages of evidence, forwards and backwards, shows the whole in its order', async () => {
  const whole = await evidence({ first: 20 });
  assert.equal(new Set(whole.nodes.map(({ eventId }) => eventId)).size, 5);
  for (const [forwards, sizes] of [
    [true, [2, 2, 1]],
    [false, [1, 2, 2]],
  ] as const) {
    const pages: Evidence[] = [];
    for (let cursor: string | null = null; pages.length < sizes.length; ) {
      const page: Evidence = await evidence(
        forwards ? { first: 2, after: cursor } : { last: 2, before: cursor },
      );
      assert.equal(page.totalCount, 5);
      if (forwards) pages.push(page);
      else pages.unshift(page);
      cursor = forwards ? page.pageInfo.endCursor : page.pageInfo.startCursor;
    }
    assert.deepEqual(
      pages.map(({ nodes }) => nodes.length),
      sizes,
    );
    assert.deepEqual(
      pages.flatMap(({ nodes }) => nodes),
      whole.nodes,
    );
    const [first, last] = [pages[0]!.pageInfo, pages.at(-1)!.pageInfo];
    assert.deepEqual([first.hasPreviousPage, last.hasNextPage], [false, false]);
    assert.equal(pages[1]!.pageInfo.hasPreviousPage && pages[1]!.pageInfo.hasNextPage, true);
  }
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
