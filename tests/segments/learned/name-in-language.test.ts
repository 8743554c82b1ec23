import assert from 'node:assert/strict';
import { test } from 'node:test';
import { defaultModalities } from '../../../fusion/index.ts';
import { languageOf, nameInLanguage } from '../../../segments/index.ts';
import { learnedToJson } from '../../../segments/learned/learned-definition.ts';
import { type LearnedGroup, tellGroups } from '../../../segments/learned/tell-groups.ts';
import type { NamedDifference } from '../../../segments/phrases/phrases.ts';

const english = languageOf('en', defaultModalities());
const chinese = languageOf('zh-CN', defaultModalities());

function difference(modality: string, feature: string, effect: number): NamedDifference {
  const label = english.labelOf(modality, feature);
  return { modality, feature, effect, members: 0.4, everybody: 0.1, label };
}

/** Groups of which the second can only have the second-best name, and the last two have none. */
function formed(): LearnedGroup[] {
  const gardeners = [
    difference('transactions', 'share_of_Garden', 1.5),
    difference('browsing', 'morning_share', 1),
  ];
  const rest = { members: 20, differences: [] };
  const groups = [
    { members: 20, differences: gardeners },
    { members: 20, differences: [...gardeners, difference('transactions', 'log_count', -0.8)] },
  ];
  return tellGroups([...groups, rest, rest], 80, english.phrases);
}

function stored({ name, members, differences }: LearnedGroup, group: number) {
  const head = { kernel: new Float32Array(0), bias: new Float32Array(4) };
  const definition = learnedToJson({
    grouping: { columns: [], encoder: null, head },
    ...{ groupingId: 'g', segmentIds: ['a', 'b', 'c', 'd'], group, seed: 1, members, differences },
    ...{ lineage: { heirOf: null, change: 'NEW', ancestors: [] }, qualities: [] },
    ...{ moved: null, stability: null },
  });
  return { kind: 'LEARNED' as const, name, definition };
}

test('a learned segment is called by the same differences in every language', () => {
  const segments = formed().map(stored);
  assert.deepEqual(
    segments.map(({ name }) => name),
    ['Garden, mornings', 'Garden, rare buyers', 'Like everybody', 'Like everybody (2)'],
  );
  assert.deepEqual(
    segments.map((segment) => nameInLanguage(segment, chinese, english)),
    ['Garden，上午活跃', 'Garden，很少购买', '与全体相近', '与全体相近（2）'],
  );
  for (const segment of segments) {
    assert.equal(nameInLanguage(segment, english, english), segment.name);
  }
});

test('a name that somebody gave is the same in every language', () => {
  const [segment] = formed().map(stored);
  const given = { ...segment!, name: 'Our gardeners' };
  assert.equal(nameInLanguage(given, chinese, english), 'Our gardeners');
  const rule = { ...segment!, kind: 'RULE' as const };
  assert.equal(nameInLanguage(rule, chinese, english), 'Garden, mornings');
});

test('a learned segment whose definition cannot be read goes by its name as it is', () => {
  const damaged = { ...stored(formed()[0], 0), definition: { groupingId: 'g' } };
  assert.equal(nameInLanguage(damaged, chinese, english), damaged.name);
});
