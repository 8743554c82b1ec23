import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { parse } from 'graphql';
import { checkLimits, DEFAULT_LIMITS } from '../../server/limits/check-limits.ts';
import { createFixture, type Fixture } from './fixture.ts';

let fixture: Fixture;
before(async () => {
  fixture = await createFixture(12);
});
after(() => fixture[Symbol.asyncDispose]());

const PREVIEW = `query ($rule: JSON, $ruleText: String, $judge: Int) {
  previewSegment(rule: $rule, ruleText: $ruleText, judge: $judge) {
    __typename
    ... on SegmentPreview {
      users judged members unknown size sizeLow sizeHigh
      sample { id traits { name value } profile { version } }
      overlaps { members segment { id name } }
      notes { path message suggestion }
    }
    ... on InvalidRule { message problems { path message suggestion } }
  }
}`;

interface Preview {
  __typename: string;
  judged: number;
  members: number;
  size: number;
  sizeLow: number;
  sizeHigh: number;
  sample: { id: string; traits: unknown[] }[];
  overlaps: unknown[];
  notes: { path: string }[];
  problems: unknown[];
}

const ask = (variables: Record<string, unknown>, query = PREVIEW) =>
  fixture.ask<{ previewSegment: Preview }>(query, { judge: 2000, ...variables });
const preview = async (variables: Record<string, unknown>): Promise<Preview> => {
  const { data, errors } = await ask(variables);
  assert.deepEqual(errors, []);
  return data!.previewSegment;
};

test('a preview says whom a rule takes in and where they are already, and stores nothing', async () => {
  const before = await fixture.store.segments.all();
  const found = await preview({ rule: { count: { modality: 'browsing', atLeast: 2 } } });
  assert.equal(found.__typename, 'SegmentPreview');
  const { judged, members, size, sizeLow, sizeHigh } = found;
  assert.deepEqual(
    { judged, members, size, sizeLow, sizeHigh },
    { judged: 12, members: 12, size: 12, sizeLow: 12, sizeHigh: 12 },
  );
  assert.equal(found.sample.length, 10);
  for (const { id, traits } of found.sample) {
    assert.ok(fixture.userIds.includes(id));
    assert.deepEqual(traits, [{ name: 'city', value: 'Munich' }]);
  }
  assert.deepEqual(found.overlaps, [
    { members: 12, segment: { id: 'early-birds', name: 'early-birds' } },
    { members: 1, segment: { id: 'night-owls', name: 'night-owls' } },
  ]);
  assert.deepEqual(await fixture.store.segments.all(), before);
  const same = await preview({ ruleText: 'count browsing >= 2' });
  assert.deepEqual(same, found);
});

test('judging a part of the users gives an interval around the size', async () => {
  const rule = { count: { modality: 'browsing', atLeast: 2 } };
  const { judged, size, sizeLow, sizeHigh } = await preview({ rule, judge: 5 });
  assert.deepEqual([judged, size, sizeHigh], [5, 12, 12]);
  assert.ok(sizeLow < 12 && sizeLow > 0);
  for (const judge of [0, -1, 20_001]) {
    assert.equal((await ask({ rule, judge })).errors[0]?.code, 'BAD_USER_INPUT');
  }
});

test('parts that change nothing are noted', async () => {
  const { notes } = await preview({ ruleText: 'count browsing >= 2 and count browsing >= 1' });
  assert.deepEqual(
    notes.map(({ path }) => path),
    ['all[1].count'],
  );
});

test('a wrong rule comes back with the place and the nearest name', async () => {
  const wrong = await preview({ ruleText: 'trait citty = "Munich"' });
  assert.equal(wrong.__typename, 'InvalidRule');
  assert.deepEqual(wrong.problems, [
    {
      path: 'line 1, column 1 (trait.name)',
      message: 'there is no trait of the name that is given',
      suggestion: 'city',
    },
  ]);
  const far = await preview({ ruleText: 'trait shoesize >= 43' });
  assert.deepEqual(far.problems, [
    {
      path: 'line 1, column 1 (trait.name)',
      message: 'there is no trait of the name that is given (known: city)',
      suggestion: null,
    },
  ]);
  const never = await preview({ ruleText: 'segment early-birds and not segment early-birds' });
  assert.equal(never.__typename, 'InvalidRule');
  for (const variables of [{}, { rule: { friends: { atLeast: 1 } }, ruleText: 'friends >= 1' }]) {
    assert.equal((await ask(variables)).errors[0]?.code, 'BAD_USER_INPUT');
  }
});

test('the statements do not grow with the sample, and the cost grows with the judged', async () => {
  const statements = async (ruleText: string) => {
    const start = fixture.store.statementCount();
    await preview({ ruleText });
    return fixture.store.statementCount() - start;
  };
  assert.equal(
    await statements('count browsing >= 2'),
    (await statements('segment night-owls and count browsing >= 2')) - 1,
  );
  const refused = (judge: number, maximumCost: number) => {
    const document = parse(PREVIEW);
    const [operation] = document.definitions;
    assert.ok(operation?.kind === 'OperationDefinition');
    const limits = { ...DEFAULT_LIMITS, maximumCost };
    return checkLimits(limits, fixture.schema, document, operation, { judge }) !== null;
  };
  assert.equal(refused(20_000, DEFAULT_LIMITS.maximumCost), false);
  assert.equal(refused(2_000, 1_000), false);
  assert.equal(refused(20_000, 1_000), true);
});
