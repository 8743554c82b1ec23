import assert from 'node:assert/strict';
import { test } from 'node:test';
import { subscribe } from 'graphql';
import { parse } from 'graphql/language/parser.js';
import { createRequestContext, LiveFeeds } from '../../resolvers/index.ts';
import { createFixture } from './fixture.ts';

const RECEIPT = `id erasedAt dryRun again places { place count } neighbours left toldUntil
  remains { what id version why }`;
const ERASE = `mutation ($id: ID, $externalId: ExternalIdInput, $dryRun: Boolean! = false) {
  eraseUser(id: $id, externalId: $externalId, dryRun: $dryRun) {
    __typename
    ... on UserErased { erasure { ${RECEIPT} } token }
    ... on Problem { message }
  } }`;

interface Erased {
  readonly eraseUser: {
    readonly __typename: string;
    readonly message?: string;
    readonly erasure: Record<string, unknown> & {
      readonly id: string;
      readonly places: readonly { readonly place: string; readonly count: number }[];
    };
  };
}

test('a user is erased with a receipt, by any id, and the receipt can be asked for', async () => {
  await using fixture = await createFixture();
  const [id] = fixture.userIds;
  const { externalIds } = (
    await fixture.ask<{ user: { externalIds: { kind: string; value: string }[] } }>(
      `query ($id: ID) { user(id: $id) { externalIds { kind value } } }`,
      { id },
    )
  ).data!.user;
  const [externalId] = externalIds;
  const dry = await fixture.ask<Erased>(ERASE, { externalId, dryRun: true });
  assert.equal(dry.data!.eraseUser.erasure.dryRun, true);
  const { data } = await fixture.ask<Erased>(ERASE, { externalId });
  const { erasure } = data!.eraseUser;
  assert.deepEqual(
    { ...erasure, id: '', dryRun: true },
    { ...dry.data!.eraseUser.erasure, id: '' },
  );
  assert.equal(erasure.places.find(({ place }) => place === 'events')!.count, 3);
  const again = await fixture.ask<Erased>(ERASE, { id });
  assert.deepEqual(again.data!.eraseUser.erasure, { ...erasure, again: true });
  const asked = await fixture.ask(
    `query ($id: ID!, $externalId: ExternalIdInput) {
      byId: erasure(id: $id) { ${RECEIPT} } byName: erasure(externalId: $externalId) { id }
      none: erasure(id: "u_nobody") { id } user(id: $id) { id } node(id: $id) { id } }`,
    { id, externalId },
  );
  assert.deepEqual(asked.data, {
    byId: { ...erasure, again: true },
    byName: { id: erasure.id },
    ...{ none: null, user: null, node: null },
  });
});

test('nobody is erased without an id, with two, or with one that is nobody’s', async () => {
  await using fixture = await createFixture();
  const [id] = fixture.userIds;
  const unknown = await fixture.ask<Erased>(ERASE, { id: 'u_nobody' });
  assert.equal(unknown.data!.eraseUser.__typename, 'UnknownUser');
  for (const variables of [{}, { id, externalId: { kind: 'customer', value: 'c0' } }]) {
    const { errors } = await fixture.ask(ERASE, variables);
    assert.equal(errors[0]!.code, 'BAD_USER_INPUT');
  }
  assert.equal((await fixture.store.users.exists([id!])).size, 1);
});

test('every question about an erased user has one answer: erased, and when', async () => {
  await using fixture = await createFixture();
  const [id] = fixture.userIds;
  await fixture.ask(ERASE, { id });
  const told = '__typename ... on ErasedUser { message erasedAt erasureId }';
  const { data } = await fixture.ask<Record<string, { __typename: string; message: string }>>(
    `query ($id: ID!) {
      now: explain(userId: $id, segmentId: "early-birds") { ${told} }
      past: explain(userId: $id, segmentId: "early-birds", asOf: "2026-01-31T11:00:00Z") { ${told} }
      readOut: explainReadOut(userId: $id, readOut: "lapse") { ${told} }
      contrast(userId: $id, segmentId: "early-birds", otherSegmentId: "night-owls") { ${told} }
    }`,
    { id },
  );
  for (const answer of Object.values(data!)) {
    assert.equal(answer.__typename, 'ErasedUser');
    assert.match(answer.message, /erased at 2026-01-31T12:00:00.000Z\. Nothing is kept/);
  }
  const others = await fixture.ask<{
    segment: { members: { nodes: { user: { id: string } }[] } };
  }>(
    `query ($other: ID!) {
      segment(id: "early-birds") { members(first: 10) { nodes { user { id } } } }
      user(id: $other) { similar(first: 10) { user { id } } }
    }`,
    { other: fixture.userIds[1] },
  );
  assert.deepEqual(others.errors, []);
  assert.ok(!JSON.stringify(others.data).includes(id!));
});

test('open subscriptions hear that the user left; new ones are told why there is nobody', async () => {
  await using fixture = await createFixture();
  const [id] = fixture.userIds;
  const feeds = new LiveFeeds(fixture.store, (error) => assert.fail(String(error)), { pollMs: 20 });
  const follow = async (text: string) => {
    const found = await subscribe({
      schema: fixture.schema,
      document: parse(text),
      variableValues: { id },
      contextValue: createRequestContext(fixture.services, feeds),
    });
    return found as AsyncIterableIterator<{ data: unknown; errors?: readonly Error[] }>;
  };
  const profiles = await follow(
    'subscription ($id: ID!) { profileChanged(userIds: [$id]) { erased profile { version } user { id } } }',
  );
  const memberships = await follow(
    `subscription ($id: ID!) { segmentMembershipChanged(userIds: [$id], segmentIds: ["early-birds"]) {
      change user { id } } }`,
  );
  const [profile, membership] = [profiles.next(), memberships.next()];
  await fixture.ask(ERASE, { id });
  assert.deepEqual(JSON.parse(JSON.stringify((await profile).value.data)), {
    profileChanged: { erased: true, profile: null, user: { id } },
  });
  assert.deepEqual(JSON.parse(JSON.stringify((await membership).value.data)), {
    segmentMembershipChanged: { change: 'LEFT', user: { id } },
  });
  const late = await follow(
    'subscription ($id: ID!) { profileChanged(userIds: [$id]) { sequence } }',
  );
  assert.match(
    String((late as unknown as { errors: Error[] }).errors[0]!.message),
    /was erased at/,
  );
  feeds.close();
});
