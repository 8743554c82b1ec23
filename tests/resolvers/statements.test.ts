import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { createFixture, type Fixture } from './fixture.ts';

let fixture: Fixture;
before(async () => {
  fixture = await createFixture(40);
});
after(() => fixture[Symbol.asyncDispose]());

const DEEP = `query ($first: Int!) { users(first: $first) { totalCount nodes {
  id externalIds { kind value } traits { name value }
  profile { version vector modalities { name features { name } } freshness { current behindBy sources { lagSeconds } } }
  segments { totalCount nodes { score proof segment { name size } user { traits { name } profile { version } } } }
  recommendations { score reasons { value } item { title categories } }
  neighbours(first: 3) { user { id profile { version } recommendations { item { title } } } }
} } }`;

async function statements(query: string, variables: Record<string, unknown>): Promise<number> {
  const start = fixture.store.statementCount();
  const { errors } = await fixture.ask(query, variables);
  assert.deepEqual(errors, []);
  return fixture.store.statementCount() - start;
}

test('a deep query costs as many statements for thirty users as for five', async () => {
  const five = await statements(DEEP, { first: 5 });
  const thirty = await statements(DEEP, { first: 30 });
  assert.equal(thirty, five);
  assert.ok(thirty <= 20, `${thirty} statements`);
});

test('what is not selected is not fetched', async () => {
  const query = '{ users(first: 40) { nodes { id } } }';
  assert.equal(await statements(query, {}), 1);
  const profiles =
    '{ users(first: 40) { nodes { profile { version interests { category } } recommendations { itemId } } } }';
  assert.equal(await statements(profiles, {}), 2);
});

test('members with their users and segments are constant too', async () => {
  const query = `query ($first: Int!) { segment(id: "early-birds") { members(first: $first) { nodes {
    score segment { name } user { traits { value } profile { version } } } } } }`;
  assert.equal(await statements(query, { first: 40 }), await statements(query, { first: 2 }));
});

test('a timeline with its items is constant', async () => {
  const query = `query ($u: ID!, $first: Int!) { user(id: $u) { timeline(first: $first) { nodes {
    sentence item { title } otherUser { id traits { name } } } } } }`;
  const [u] = fixture.userIds;
  assert.equal(await statements(query, { u, first: 3 }), await statements(query, { u, first: 20 }));
});
