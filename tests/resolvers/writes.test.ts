import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { BackfillError } from '../../ingest/index.ts';
import { createFixture, type Fixture, NOW, passChanges, writeProfiles } from './fixture.ts';

let fixture: Fixture;
before(async () => {
  fixture = await createFixture();
});
after(() => fixture[Symbol.asyncDispose]());

const INGEST = `mutation ($events: [EventInput!]!) { ingestEvents(events: $events) {
  __typename
  ... on EventsIngested { token accepted duplicates rejected { index reason message } }
  ... on TooManyEvents { limit message }
} }`;

const event = (more: Record<string, unknown> = {}) => ({
  externalIds: [{ kind: 'customer', value: 'c0' }],
  modality: 'browsing',
  type: 'view',
  at: new Date(NOW - 1000).toISOString(),
  itemId: 'kettle',
  ...more,
});

interface Ingested {
  ingestEvents: {
    __typename: string;
    token: string;
    accepted: number;
    duplicates: number;
    rejected: { index: number; reason: string; message: string }[];
  };
}

test('good events are stored, bad ones named one by one, and nothing counts twice', async () => {
  const events = [
    event({ messageId: 'm1' }),
    event({ at: 'yesterday' }),
    event({ modality: 'telepathy' }),
    event({ attributes: 'not an object' }),
  ];
  const first = await fixture.ask<Ingested>(INGEST, { events });
  assert.deepEqual(first.errors, []);
  const ingested = first.data!.ingestEvents;
  assert.equal(ingested.accepted, 1);
  assert.deepEqual(
    ingested.rejected.map(({ index }) => index),
    [1, 2, 3],
  );
  assert.ok(!JSON.stringify(ingested.rejected).includes('not an object'));
  const again = await fixture.ask<Ingested>(INGEST, { events: [events[0]] });
  assert.equal(again.data!.ingestEvents.accepted, 0);
  assert.equal(again.data!.ingestEvents.duplicates, 1);
});

test('too many events at once are refused as a whole', async () => {
  const counts = await fixture.store.events.counts();
  const events = Array.from({ length: 1001 }, (_, index) => event({ messageId: `n${index}` }));
  const { data } = await fixture.ask<Ingested>(INGEST, { events });
  assert.equal(data!.ingestEvents.__typename, 'TooManyEvents');
  assert.deepEqual(await fixture.store.events.counts(), counts);
});

test('a read that waits for a write sees it, and gives up in time where nobody works', async () => {
  const externalIds = [{ kind: 'customer', value: 'newcomer' }];
  const { data } = await fixture.ask<Ingested>(INGEST, { events: [event({ externalIds })] });
  const { token } = data!.ingestEvents;
  const READ = `query ($token: String, $ms: Int) {
    user(externalId: { kind: "customer", value: "newcomer" }, waitFor: $token, waitMs: $ms) {
      profile { version } } }`;
  const early = await fixture.ask(READ, { token, ms: 30 });
  assert.equal(early.errors[0]?.code, 'WAIT_TIMEOUT');

  const waiting = fixture.ask(READ, { token, ms: 5000 });
  const userId = (await fixture.store.users.find(externalIds[0]!))!;
  await fixture.store.transaction((store) => writeProfiles(store, [userId]));
  await passChanges(fixture.store);
  assert.deepEqual(await waiting, { data: { user: { profile: { version: 1 } } }, errors: [] });
});

test('a token that no write gave, or a wait without end, is refused', async () => {
  const bad = await fixture.ask('{ users(waitFor: "soon") { nodes { id } } }');
  assert.equal(bad.errors.length, 1);
  const long = await fixture.ask('{ users(waitFor: "1", waitMs: 999999999) { nodes { id } } }');
  assert.equal(long.errors[0]?.code, 'BAD_USER_INPUT');
});

const CREATE = `mutation ($segment: SegmentInput!) { createSegment(segment: $segment) {
  __typename
  ... on SegmentCreated { token segment { id version kind definition versions { version } } }
  ... on InvalidRule { message problems { path message suggestion } }
  ... on SegmentExists { message }
} }`;
const rule = { count: { modality: 'browsing', type: 'view', atLeast: 1 } };

test('a segment is made once, archived, and its name stays taken', async () => {
  const made = await fixture.ask<{ createSegment: { segment: unknown } }>(CREATE, {
    segment: { name: 'Café lovers!', rule },
  });
  assert.deepEqual(made.data!.createSegment.segment, {
    id: 'cafe-lovers',
    version: 1,
    kind: 'RULE',
    definition: rule,
    versions: [{ version: 1 }],
  });
  const twice = await fixture.ask<{ createSegment: { __typename: string } }>(CREATE, {
    segment: { name: 'Café lovers!', rule },
  });
  assert.equal(twice.data!.createSegment.__typename, 'SegmentExists');
  const archived = await fixture.ask<{ archiveSegment: { segment: { archivedAt: string } } }>(
    `mutation { archiveSegment(id: "cafe-lovers") {
      ... on SegmentArchived { token segment { archivedAt } } } }`,
  );
  assert.equal(archived.data!.archiveSegment.segment.archivedAt, new Date(NOW).toISOString());
  const list = await fixture.ask<{ segments: { totalCount: number; nodes: { id: string }[] } }>(
    '{ segments { totalCount nodes { id } } }',
  );
  assert.deepEqual(
    list.data!.segments.nodes.map(({ id }) => id),
    ['early-birds', 'night-owls'],
  );
  assert.equal(list.data!.segments.totalCount, 2);
});

test('a rule may be given as text, and every rule is shown as text', async () => {
  const ruleText = 'count browsing.view >= 2 and not segment early-birds';
  const { data } = await fixture.ask<{ createSegment: { segment: unknown } }>(
    CREATE.replace('definition', 'definition ruleText').replace('{ version }', '{ ruleText }'),
    { segment: { id: 'late-viewers', name: 'Late viewers', ruleText } },
  );
  assert.deepEqual(data!.createSegment.segment, {
    id: 'late-viewers',
    version: 1,
    kind: 'RULE',
    definition: {
      all: [
        { count: { modality: 'browsing', type: 'view', atLeast: 2 } },
        { not: { segment: { id: 'early-birds' } } },
      ],
    },
    ruleText,
    versions: [{ ruleText }],
  });
  await fixture.ask('mutation { archiveSegment(id: "late-viewers") { __typename } }');

  const wrong = await fixture.ask<{ createSegment: { problems: unknown[] } }>(CREATE, {
    segment: { name: 'Wrong', ruleText: 'segment early-birds and\n  segment early-brids' },
  });
  assert.deepEqual(wrong.data!.createSegment.problems, [
    {
      path: 'line 2, column 3 (all[1].segment.id)',
      message: 'there is no segment of the name that is given',
      suggestion: 'early-birds',
    },
  ]);
  for (const both of [{}, { rule, ruleText }]) {
    const refused = await fixture.ask(CREATE, { segment: { name: 'Both', ...both } });
    assert.equal(refused.errors[0]?.code, 'BAD_USER_INPUT');
  }
});

test('a wrong rule comes back with the place and the fix, and nothing is stored', async () => {
  const { data, errors } = await fixture.ask<{
    createSegment: { __typename: string; problems: { path: string; message: string }[] };
  }>(CREATE, { segment: { id: 'wrong', name: 'Wrong', rule: { cuont: {} } } });
  assert.deepEqual(errors, []);
  assert.equal(data!.createSegment.__typename, 'InvalidRule');
  assert.ok(data!.createSegment.problems.length > 0);
  assert.equal((await fixture.store.segments.byIds(['wrong'])).size, 0);
});

test('names and ids that cannot be', async () => {
  for (const segment of [
    { name: ' ', rule },
    { id: 'Not A Slug', name: 'x', rule },
    { name: '!!!', rule },
  ]) {
    const { errors } = await fixture.ask(CREATE, { segment });
    assert.equal(errors[0]?.code, 'BAD_USER_INPUT');
  }
});

test('unknown things are typed results', async () => {
  const [userId] = fixture.userIds;
  const { data, errors } = await fixture.ask(
    `mutation { archiveSegment(id: "nothing") { __typename ... on Problem { message } }
      startSync(sourceId: "nothing") { __typename } }`,
  );
  assert.deepEqual(errors, []);
  assert.deepEqual(
    Object.values(data!).map((result) => (result as { __typename: string }).__typename),
    ['UnknownSegment', 'UnknownSource'],
  );
  const explained = await fixture.ask(
    `query ($u: ID!) {
      a: explain(userId: "u_nobody", segmentId: "early-birds") { __typename }
      b: explain(userId: $u, segmentId: "nothing") { __typename }
      c: explain(userId: $u, segmentId: "early-birds", asOf: "2000-01-01T00:00:00Z") { __typename }
    }`,
    { u: userId },
  );
  assert.deepEqual(explained.errors, []);
  assert.deepEqual(explained.data, {
    a: { __typename: 'UnknownUser' },
    b: { __typename: 'UnknownSegment' },
    c: { __typename: 'NoProfile' },
  });
});

test('a created segment has members, and explain says why and why not from the same proof', async () => {
  // Somebody whom no model has seen yet: rules do not need one.
  const externalIds = [{ kind: 'customer', value: 'walk-in' }];
  await fixture.ask(INGEST, { events: [event({ externalIds })] });
  const userId = await fixture.store.users.find(externalIds[0]!);
  const segments = [
    { id: 'viewers', name: 'Viewers', rule },
    { id: 'fans', name: 'Fans', rule: { count: { ...rule.count, atLeast: 50 } } },
  ];
  for (const segment of segments) await fixture.ask(CREATE, { segment });
  interface Explained {
    verdict: string;
    sentence: string;
    score: number;
    baseline: number;
    residual: number;
    factors: { value: number }[];
    evidence: { totalCount: number; nodes: { eventId: string; sentence: string }[] };
    whyNot: { sentence: string }[] | null;
    stale: boolean;
    segment: { id: string; members: { nodes: { user: { id: string } }[] } };
    user: { id: string };
  }
  const { data, errors } = await fixture.ask<Record<'yes' | 'no' | 'chinese', Explained>>(
    `query ($u: ID!) {
      yes: explain(userId: $u, segmentId: "viewers") { ...Why }
      no: explain(userId: $u, segmentId: "fans") { ...Why }
      chinese: explain(userId: $u, segmentId: "fans", locale: ZH_CN) { ...Why }
    }
    fragment Why on Explanation {
      verdict sentence score baseline baselineMeaning residual
      factors { modality feature label value evidence } evidence { totalCount nodes { eventId at modality sentence share } }
      faithfulness { removed moved movedAtRandom }
      whyNot { sentence path actual wanted distance } counterfactuals { sentence verdict verified changes events } outOfReach
      asOf modelId segmentVersion decidedAt stale freshness { current behindBy }
      user { id } segment { id members { nodes { user { id } } } }
    }`,
    { u: userId },
  );
  assert.deepEqual(errors, []);
  const { yes, no, chinese } = data!;
  assert.match(no.sentence, /^Not in "Fans" because: 1 view, needed at least 50\.$/);
  assert.equal(chinese.sentence, '不属于“Fans”，因为：浏览：1 次，要求至少 50 次。');
  assert.equal(yes.verdict, 'TRUE');
  assert.equal(yes.whyNot, null);
  assert.ok(yes.evidence.totalCount > 0);
  assert.match(yes.evidence.nodes[0]!.sentence, /Blue kettle/);
  assert.ok(yes.segment.members.nodes.some(({ user }) => user.id === userId));
  assert.equal(no.verdict, 'FALSE');
  assert.ok(no.whyNot!.length > 0);
  assert.equal(no.segment.members.nodes.length, 0);
  for (const { score, baseline, residual, factors } of [yes, no]) {
    const sum = factors.reduce((total, { value }) => total + value, baseline + residual);
    assert.ok(Math.abs(sum - score) < 1e-9);
  }
});

test('a segment that others refer to cannot be archived', async () => {
  await fixture.ask(CREATE, {
    segment: { id: 'referring', name: 'Referring', rule: { segment: { id: 'early-birds' } } },
  });
  const { data, errors } = await fixture.ask<{ archiveSegment: { __typename: string } }>(
    'mutation { archiveSegment(id: "early-birds") { __typename ... on Problem { message } } }',
  );
  assert.deepEqual(errors, []);
  assert.equal(data!.archiveSegment.__typename, 'SegmentInUse');
});

test('a sync that fails in the background is told of and harms nobody', async () => {
  const fault = new Error('the source is away');
  await using own = await createFixture(1, ({ sources }) => ({
    sources: { ...sources, sync: () => Promise.reject(fault) },
  }));
  const { data, errors } = await own.ask<{ startSync: { source: { id: string }; counts: null } }>(
    'mutation { startSync(sourceId: "shop") { ... on SyncStarted { token source { id streams { name } } counts { events } } } }',
  );
  assert.deepEqual(errors, []);
  assert.equal(data!.startSync.counts, null);
  assert.deepEqual(own.background, [fault]);
});

test('a backfill says why it cannot be, and what it came to', async () => {
  const asked: object[] = [];
  const outcome = { records: 3, events: 1, duplicates: 2, rejected: 0, quarantined: 0 };
  await using own = await createFixture(1, ({ sources }) => ({
    sources: {
      ...sources,
      backfill: async (id, range) => {
        asked.push({ id, ...range });
        if (range.stream === 'shops') throw new BackfillError('It has no cursor.');
        return { ended: Promise.resolve({ ...outcome, seconds: 1, failure: null }) };
      },
    },
  }));
  const { data, errors } = await own.ask(`mutation {
    none: startBackfill(sourceId: "nothing", from: "1", until: "2") { __typename }
    refused: startBackfill(sourceId: "shop", from: "1", until: "2", stream: "shops") {
      __typename ... on Problem { message } }
    done: startBackfill(sourceId: "shop", from: "1", until: "2", wait: true) {
      ... on SyncStarted { source { id backfills { stream } } counts { events duplicates } } }
  }`);
  assert.deepEqual(errors, []);
  assert.deepEqual(data, {
    none: { __typename: 'UnknownSource' },
    refused: { __typename: 'BackfillRefused', message: 'It has no cursor.' },
    done: { source: { id: 'shop', backfills: [] }, counts: { events: 1, duplicates: 2 } },
  });
  assert.deepEqual(asked.at(-1), { id: 'shop', from: '1', until: '2', stream: undefined });
});

test('sources, items and models', async () => {
  const { data, errors } = await fixture.ask(`{
    sources { id connector watermark lagSeconds records rejected lastError streams { name state } deadLetters { totalCount } }
    items(text: "KETTLE", category: "kitchen") { totalCount nodes { id title attributes } }
    models { id } activeModel { id }
  }`);
  assert.deepEqual(errors, []);
  const [source] = data!.sources as { id: string; streams: { name: string }[]; records: number }[];
  assert.equal(source!.records, 10);
  assert.deepEqual(
    source!.streams.map(({ name }) => name),
    ['orders', 'clicks'],
  );
  assert.deepEqual(data!.items, {
    totalCount: 1,
    nodes: [{ id: 'kettle', title: 'Blue kettle', attributes: { colour: 'blue' } }],
  });
  assert.deepEqual(data!.models, []);
  assert.equal(data!.activeModel, null);
});
