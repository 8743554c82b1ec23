import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { parse } from 'graphql';
import { checkLimits, DEFAULT_LIMITS } from '../../server/limits/check-limits.ts';
import { createFixture, type Fixture, NOW } from './fixture.ts';

const USERS = 30;
const MEMBERS = 12;
let fixture: Fixture;
before(async () => {
  fixture = await createFixture(USERS);
  const { store, userIds } = fixture;
  const part = { watermark: 0, createdAt: NOW, config: {}, metrics: {}, parts: new Map() };
  await store.models.create({ id: 'model-1', parentId: null, ...part });
  await store.models.promote('model-1', NOW);
  // Members of night-owls come often, the others seldom.
  const rows = await store.profiles.byIds(userIds);
  await store.profiles.upsert(
    userIds.map((userId, user) => {
      const { vector, throughSequence, asOf } = rows.get(userId)!;
      const value = (user < MEMBERS ? 20 : 1) + user / 10;
      const features = [{ name: 'sessions', value }];
      const browsing = { name: 'browsing', present: true, events: 2, features };
      return {
        ...{ userId, vector, throughSequence, asOf, modelId: 'model-1', computedAt: NOW },
        summary: { modalities: [browsing] },
      };
    }),
  );
  await store.memberships.replace(
    userIds.map((userId, user) => {
      const member = user < MEMBERS;
      const verdict = member ? ('TRUE' as const) : ('FALSE' as const);
      return {
        ...{ userId, segmentId: 'night-owls', segmentVersion: 1, member, verdict },
        ...{ score: user, proof: {}, validUntil: null, at: NOW },
      };
    }),
  );
});
after(() => fixture[Symbol.asyncDispose]());

const PORTRAIT = `query ($id: ID!, $locale: Locale! = EN, $first: Int, $after: String, $from: DateTime) {
  segment(id: $id) {
    portrait(locale: $locale, from: $from) {
      name size users from until
      comparison {
        summary members others lookedAt
        differences(first: $first, after: $after) {
          totalCount
          pageInfo { hasNextPage endCursor }
          nodes { modality feature sentence effect low high adjustedP members others }
        }
      }
      nearest { distance segment { id } comparison { summary } }
      typical { distance score user { id } }
      edge { user { id } score }
      sizes { at members }
      flows { entered left segment { id } }
      activity {
        members others
        kinds {
          modality type users members others low high apart
          categories { key members others }
          items { users item { title } }
        }
        areas { key latitude longitude members }
        hours { members others apart }
        weekdays { members }
      }
      ties { sentence connected perMember within chance low high }
    }
  }
}`;

// biome-ignore lint/suspicious/noExplicitAny: what a client reads of a deep answer
const ask = (variables: Record<string, unknown>) => fixture.ask<any>(PORTRAIT, variables);

test('a portrait in one answer, in two languages', async () => {
  const { data, errors } = await ask({ id: 'night-owls' });
  assert.deepEqual(errors, []);
  const { portrait } = data.segment;
  assert.deepEqual([portrait.size, portrait.users], [MEMBERS, USERS]);
  const { differences, summary, lookedAt } = portrait.comparison;
  assert.deepEqual([lookedAt, differences.totalCount], [1, 1]);
  const [{ feature, low, high, effect }] = differences.nodes;
  assert.equal(feature, 'sessions');
  assert.ok(low > 0 && low < effect && effect < high);
  assert.match(summary, /^12 users, 40% of everybody/);
  assert.equal(portrait.typical.length, 5);
  assert.ok(portrait.edge.every(({ score }: { score: number }) => score < 10));
  assert.equal(portrait.sizes.at(-1).members, MEMBERS);
  assert.equal(portrait.nearest.segment.id, 'early-birds');
  const viewed = portrait.activity.kinds.find(({ type }: { type: string }) => type === 'view');
  assert.deepEqual([viewed.users, viewed.members, viewed.apart], [MEMBERS, 1, false]);
  assert.equal(viewed.items[0].item.title, 'Blue kettle');
  assert.equal(viewed.categories[0].key, 'home');
  assert.equal(portrait.activity.hours.length, 24);
  // Everybody names the next in a ring: eleven of the members' twelve ties go to members.
  assert.ok(Math.abs(portrait.ties.within - 11 / 12) < 1e-9);
  assert.ok(portrait.ties.within > portrait.ties.high);
  const chinese = await ask({ id: 'night-owls', locale: 'ZH_CN' });
  assert.match(chinese.data.segment.portrait.comparison.summary, /^12 位用户/);
  assert.match(chinese.data.segment.portrait.ties.sentence, /成员之间联系更紧密/);
});

test('differences come in pages', async () => {
  const { data } = await ask({ id: 'night-owls', first: 0 });
  const { nodes, pageInfo } = data.segment.portrait.comparison.differences;
  assert.deepEqual([nodes, pageInfo.hasNextPage], [[], true]);
  const { errors } = await ask({ id: 'night-owls', after: 'made up' });
  assert.equal(errors[0].code, 'BAD_USER_INPUT');
});

test('where everybody is a member there is nobody to compare with', async () => {
  const { data, errors } = await ask({ id: 'early-birds' });
  assert.deepEqual(errors, []);
  const { comparison, activity } = data.segment.portrait;
  assert.deepEqual([comparison.differences.totalCount, activity], [0, null]);
  assert.match(comparison.summary, /too few/);
});

test('a span that runs backwards is refused', async () => {
  const { errors } = await ask({ id: 'night-owls', from: new Date(NOW + 1).toISOString() });
  assert.equal(errors[0].code, 'BAD_USER_INPUT');
});

test('a portrait costs what it takes, and many at once are too much', () => {
  const check = (source: string) => {
    const document = parse(source);
    const [operation] = document.definitions;
    assert.equal(operation.kind, 'OperationDefinition');
    if (operation.kind !== 'OperationDefinition') return null;
    return checkLimits(DEFAULT_LIMITS, fixture.schema, document, operation, {});
  };
  assert.equal(check(PORTRAIT.replace('($id: ID!', '($id: ID! = "a"')), null);
  assert.equal(check('{ segments(first: 5) { nodes { portrait { name } } } }'), null);
  const many = check('{ segments(first: 50) { nodes { portrait { name } } } }');
  assert.equal(many?.extensions.code, 'QUERY_TOO_COSTLY');
  const behaviour = '{ segments(first: 9) { nodes { portrait { ties { within } } } } }';
  assert.equal(check(behaviour)?.extensions.code, 'QUERY_TOO_COSTLY');
});
