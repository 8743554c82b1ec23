import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import fc from 'fast-check';
import { pageInMemory } from '../../resolvers/paging/page-in-memory.ts';
import { createFixture, eventOf, type Fixture, NOW } from './fixture.ts';

interface Page {
  nodes: { id: string }[];
  pageInfo: {
    hasNextPage: boolean;
    hasPreviousPage: boolean;
    startCursor: string;
    endCursor: string;
  };
}

const PAGE = 'nodes { id } pageInfo { hasNextPage hasPreviousPage startCursor endCursor }';

let fixture: Fixture;
before(async () => {
  fixture = await createFixture(7);
});
after(() => fixture[Symbol.asyncDispose]());

async function users(args: string, variables: Record<string, unknown> = {}): Promise<Page> {
  const { data, errors } = await fixture.ask<{ users: Page }>(
    `query ${'c' in variables ? '($c: String)' : ''} { users(${args}) { ${PAGE} } }`,
    variables,
  );
  assert.deepEqual(errors, []);
  return data!.users;
}

test('pages forward and backward show everybody once, in the same order', async () => {
  const forward: string[] = [];
  let page = await users('first: 3');
  assert.equal(page.pageInfo.hasPreviousPage, false);
  for (;;) {
    forward.push(...page.nodes.map(({ id }) => id));
    if (!page.pageInfo.hasNextPage) break;
    page = await users('first: 3, after: $c', { c: page.pageInfo.endCursor });
    assert.equal(page.pageInfo.hasPreviousPage, true);
  }
  assert.deepEqual(forward, fixture.userIds);

  const backward: string[] = [];
  page = await users('last: 3');
  for (;;) {
    backward.unshift(...page.nodes.map(({ id }) => id));
    if (!page.pageInfo.hasPreviousPage) break;
    page = await users('last: 3, before: $c', { c: page.pageInfo.startCursor });
  }
  assert.deepEqual(backward, forward);
});

test('events that arrive between two pages neither hide nor repeat a row', async () => {
  const [userId] = fixture.userIds;
  const ask = async (after: string | null) => {
    const { data } = await fixture.ask<{ user: { timeline: Page } }>(
      `query ($u: ID!, $c: String) { user(id: $u) { timeline(first: 1, after: $c) { ${PAGE} } } }`,
      { u: userId, c: after },
    );
    return data!.user.timeline;
  };
  const before = (await fixture.store.events.ofUsers([userId!])).get(userId!)!.map(({ id }) => id);
  const seen: string[] = [];
  let after: string | null = null;
  for (let turn = 0; ; turn += 1) {
    const page = await ask(after);
    seen.push(...page.nodes.map(({ id }) => id));
    // Newer ones, before the place that was reached.
    await fixture.store.events.append([eventOf(userId!, 100 + turn, { at: NOW + turn })]);
    if (!page.pageInfo.hasNextPage) break;
    after = page.pageInfo.endCursor;
  }
  assert.deepEqual(seen, before.reverse());
});

test('members come highest score first and page by the same cursor both ways', async () => {
  const { data } = await fixture.ask<{
    segment: { size: number; members: { totalCount: number; nodes: { score: number }[] } };
  }>('{ segment(id: "early-birds") { size members { totalCount nodes { score user { id } } } } }');
  const { size, members } = data!.segment;
  assert.equal(size, 7);
  assert.equal(members.totalCount, 7);
  const scores = members.nodes.map(({ score }) => score);
  assert.deepEqual(
    scores,
    scores.toSorted((left, right) => right - left),
  );
});

test('pages that cannot be: an error that says why, and nothing else', async () => {
  for (const args of ['first: -1', 'last: -1', 'first: 1, last: 1', 'first: 1, after: "what?"']) {
    const { errors } = await fixture.ask(`{ users(${args}) { nodes { id } } }`);
    assert.equal(errors.length, 1, args);
    assert.ok(errors[0]!.message.length > 10);
  }
  const own = await fixture.ask(
    `{ users(first: 1) { nodes { segments(first: 1, after: "what?") { nodes { verdict } } } } }`,
  );
  assert.equal(own.errors[0]?.code, 'BAD_USER_INPUT');
});

test('first is cut to the largest page, and no count is made unless it is asked for', async () => {
  assert.equal((await users('first: 100000')).nodes.length, 7);
  assert.deepEqual((await users('first: 0')).nodes, []);
  const statements = async (query: string) => {
    const start = fixture.store.statementCount();
    await fixture.ask(query);
    return fixture.store.statementCount() - start;
  };
  const without = await statements('{ users(first: 2) { nodes { id } } }');
  const counted = await statements('{ users(first: 2) { totalCount nodes { id } } }');
  assert.equal(counted, without + 1);
});

test('a page in memory is the same slice that a plain array would give', () => {
  fc.assert(
    fc.property(
      fc.uniqueArray(fc.string({ minLength: 1 }), { maxLength: 20 }),
      fc.nat(25),
      fc.nat(25),
      fc.boolean(),
      (unsorted, count, place, backward) => {
        const rows = unsorted.toSorted((left, right) => (left < right ? -1 : 1));
        const all = pageInMemory(rows, (row) => row, { first: 1000 }).rows;
        assert.deepEqual(
          all.map(({ row }) => row),
          rows,
        );
        const bound = all[Math.min(place, all.length - 1)]?.cursor ?? null;
        const at = bound === null ? -1 : Math.min(place, all.length - 1);
        const page = backward
          ? pageInMemory(rows, (row) => row, { last: count, before: bound })
          : pageInMemory(rows, (row) => row, { first: count, after: bound });
        const wanted = backward
          ? rows.slice(0, at < 0 ? rows.length : at).slice(count === 0 ? rows.length : -count)
          : rows.slice(at + 1).slice(0, count);
        assert.deepEqual(
          page.rows.map(({ row }) => row),
          wanted,
        );
      },
    ),
  );
});
