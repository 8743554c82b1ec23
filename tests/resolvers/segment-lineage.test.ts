import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { populationStability } from '../../segments/index.ts';
import { createFixture, type Fixture, NOW } from './fixture.ts';

let fixture: Fixture;
const segmentIds = ['learned-1', 'learned-2'];
const LINEAGE = `query ($id: ID!) { segment(id: $id) {
  drift
  lineage { change moved ancestors { segmentId shared kept } }
  versions { lineage { change } ruleText }
} }`;

before(async () => {
  fixture = await createFixture(12);
  const { store, userIds } = fixture;
  await form('g1', 'learned-1', 6, { heirOf: null, change: 'NEW', ancestors: [] }, null);
  await form('g1', 'learned-2', 6, { heirOf: null, change: 'NEW', ancestors: [] }, null);
  await store.memberships.replace(
    userIds.map((userId, at) => ({
      ...{ userId, segmentId: segmentIds[at < 9 ? 0 : 1], segmentVersion: 1, member: true },
      ...{ verdict: 'TRUE' as const, score: 1, proof: null, validUntil: null, at: NOW },
    })),
  );
});
after(() => fixture[Symbol.asyncDispose]());

async function form(
  groupingId: string,
  id: string,
  members: number,
  lineage: { heirOf: string | null; change: string; ancestors: Record<string, string | number>[] },
  moved: number | null,
): Promise<void> {
  const definition = { groupingId, segmentIds, members, lineage, moved };
  const row = { id, name: id, description: '', modelId: 'model-1', definition };
  await fixture.store.segments.saveVersion({ ...row, kind: 'LEARNED', at: NOW });
}

interface Answer {
  readonly segment: {
    readonly drift: number | null;
    readonly lineage: Record<string, unknown> | null;
    readonly versions: readonly { readonly lineage: { readonly change: string } | null }[];
  };
}

async function asked(id: string): Promise<Answer['segment']> {
  const { data, errors } = await fixture.ask<Answer>(LINEAGE, { id });
  assert.deepEqual(errors, []);
  return data!.segment;
}

test('a learned segment tells where it comes from and how far sizes have moved since', async () => {
  const { drift, lineage } = await asked('learned-1');
  assert.deepEqual(lineage, { change: 'NEW', moved: null, ancestors: [] });
  assert.equal(drift, populationStability([6, 6], [9, 3]));
});

test('what was split or merged stays in its versions; what was formed apart has no drift together', async () => {
  const ancestors = [{ segmentId: 'learned-2', shared: 0.75, kept: 1 }];
  await form('g2', 'learned-1', 8, { heirOf: null, change: 'MERGED', ancestors }, 0.25);
  const { drift, lineage, versions } = await asked('learned-1');
  assert.deepEqual(lineage, { change: 'MERGED', moved: 0.25, ancestors });
  assert.deepEqual(
    versions.map((version) => version.lineage?.change),
    ['NEW', 'MERGED'],
  );
  assert.equal(drift, null);
});

test('a rule comes from nowhere', async () => {
  const { drift, lineage, versions } = await asked('early-birds');
  assert.deepEqual([drift, lineage, versions[0].lineage], [null, null, null]);
});
