import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { createFixture, type Fixture, HOUR, NOW, passChanges } from './fixture.ts';

let fixture: Fixture;
before(async () => {
  fixture = await createFixture();
});
after(() => fixture[Symbol.asyncDispose]());

test('a user with everything', async () => {
  const [userId, next] = fixture.userIds;
  const { data, errors } = await fixture.ask(
    `query ($id: ID!) { user(id: $id) {
      __typename id externalIds { kind } traits { name value }
      profile { version asOf modelId vector eventCount
        modalities { name title present weight features { name value } }
        readOuts { name value confidence } interests { category } places { label } }
      recommendations { itemId score reasons { modality value } item { title } }
      segments { totalCount nodes { verdict since proof segment { id name } user { id } } }
      timeline(first: 1) { totalCount nodes { at sentence item { id } } pageInfo { hasNextPage } }
      similar(first: 1) { distance user { id } }
      neighbours { events since user { id } }
      freshness { current behindBy checkedAt sources { sourceId stream watermark lagSeconds } }
    } }`,
    { id: userId },
  );
  assert.deepEqual(errors, []);
  const user = data?.user as Record<string, never>;
  assert.equal(user.id, userId);
  assert.deepEqual(user.traits, [{ name: 'city', value: 'Munich' }]);
  const profile = user.profile as { modalities: unknown[]; vector: number[]; asOf: string };
  assert.equal(profile.asOf, new Date(NOW - HOUR).toISOString());
  assert.deepEqual(profile.modalities[0], {
    name: 'browsing',
    title: fixture.services.modalities.get('browsing').title,
    present: true,
    weight: 0.7,
    features: [{ name: 'sessions', value: 2 }],
  });
  assert.deepEqual(user.recommendations, [
    {
      itemId: 'kettle',
      score: 1.5,
      reasons: [
        { modality: 'browsing', value: 2 },
        { modality: 'social', value: -0.5 },
      ],
      item: { title: 'Blue kettle' },
    },
    { itemId: 'gone', score: 0.5, reasons: [{ modality: 'browsing', value: 0.5 }], item: null },
  ]);
  const { totalCount, nodes } = user.segments as { totalCount: number; nodes: unknown[] };
  assert.equal(totalCount, 2);
  assert.deepEqual(nodes[0], {
    verdict: 'TRUE',
    since: new Date(NOW).toISOString(),
    proof: { kind: 'count' },
    segment: { id: 'early-birds', name: 'early-birds' },
    user: { id: userId },
  });
  const timeline = user.timeline as { totalCount: number; nodes: { sentence: string }[] };
  assert.equal(timeline.totalCount, 3);
  assert.match(timeline.nodes[0]!.sentence, /Blue kettle/);
  const neighbours = user.neighbours as { user: { id: string } }[];
  assert.equal(neighbours[0]!.user.id, next);
  assert.deepEqual(user.freshness, {
    current: true,
    behindBy: 0,
    checkedAt: new Date(NOW).toISOString(),
    sources: [
      {
        sourceId: 'shop',
        stream: 'clicks',
        watermark: new Date(NOW - HOUR).toISOString(),
        lagSeconds: 3600,
      },
    ],
  });
});

test('an unknown user is null, whichever way it is asked for', async () => {
  const { data, errors } = await fixture.ask(`{
    a: user(id: "u_nobody") { id }
    b: user(externalId: { kind: "customer", value: "nobody" }) { id }
    c: node(id: "u_nobody") { id }
  }`);
  assert.deepEqual(errors, []);
  assert.deepEqual(data, { a: null, b: null, c: null });
});

test('a user is asked for by one name, not by none or two', async () => {
  for (const args of ['', '(id: "a", externalId: { kind: "customer", value: "c0" })']) {
    const { errors } = await fixture.ask(`{ user${args} { id } }`);
    assert.equal(errors[0]?.code, 'BAD_USER_INPUT');
  }
});

test('node finds every kind of thing again, and says so where an id is not enough', async () => {
  const [userId] = fixture.userIds;
  const { data, errors } = await fixture.ask(
    `query ($user: ID!) {
      user: node(id: $user) { __typename id }
      segment: node(id: "night-owls") { __typename ... on Segment { kind } }
      item: node(id: "kettle") { __typename ... on Item { price } }
      source: node(id: "Source:shop") { __typename id }
    }`,
    { user: userId },
  );
  assert.deepEqual(errors, []);
  assert.deepEqual(data, {
    user: { __typename: 'User', id: userId },
    segment: { __typename: 'Segment', kind: 'RULE' },
    item: { __typename: 'Item', price: 30 },
    source: { __typename: 'Source', id: 'shop' },
  });
  const kettle = (await fixture.store.items.byIds(['kettle'])).get('kettle')!;
  await fixture.store.items.upsert([{ ...kettle, id: 'night-owls' }]);
  const twice = await fixture.ask('{ node(id: "night-owls") { __typename } }');
  assert.equal(twice.errors[0]?.code, 'BAD_USER_INPUT');
  const typed = await fixture.ask('{ node(id: "Item:night-owls") { __typename } }');
  assert.deepEqual(typed.data, { node: { __typename: 'Item' } });
});

test('a merged user answers under both of its ids, and relations follow it', async () => {
  await using own = await createFixture();
  const [first, second] = own.userIds;
  const names = await own.store.users.externalIds([first!, second!]);
  await own.store.users.resolve([[...names.get(first!)!, ...names.get(second!)!]]);
  await passChanges(own.store);
  const { data, errors } = await own.ask(
    'query ($a: ID!, $b: ID!) { a: user(id: $a) { id externalIds { value } neighbours { user { id } } } b: user(id: $b) { id } }',
    { a: first, b: second },
  );
  assert.deepEqual(errors, []);
  const { a, b } = data as Record<
    'a' | 'b',
    { id: string; externalIds: unknown[]; neighbours: { user: { id: string } }[] }
  >;
  assert.equal(a.id, b.id);
  assert.equal(a.externalIds.length, 2);
  assert.ok(
    a.neighbours.every(({ user }) => user.id !== a.id),
    'nobody is their own neighbour',
  );
});
