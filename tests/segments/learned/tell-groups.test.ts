import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { defaultModalities } from '../../../fusion/index.ts';
import { languageOf } from '../../../segments/index.ts';
import { differencesOf, originalMeans } from '../../../segments/learned/differences.ts';
import { fitColumns, standardise } from '../../../segments/learned/profile-columns.ts';
import { tellGroups } from '../../../segments/learned/tell-groups.ts';
import type { NamedDifference } from '../../../segments/phrases/phrases.ts';

const english = languageOf('en', defaultModalities());
const chinese = languageOf('zh-CN', defaultModalities());
const context = {
  asOf: 0,
  categories: ['Garden', 'Home and living goods'],
  item: () => null,
  priceRank: () => null,
};
const features = defaultModalities()
  .list()
  .flatMap(({ name, featureNames }) =>
    featureNames(context).map((feature) => [name, feature] as const),
  );

function difference(
  [modality, feature]: readonly [string, string],
  effect: number,
  [members, everybody]: readonly [number, number],
  { labelOf } = english,
): NamedDifference {
  return { modality, feature, effect, members, everybody, label: labelOf(modality, feature) };
}

const gardeners = (language = english) => [
  difference(['transactions', 'share_of_Garden'], 1.5, [0.42, 0.14], language),
  difference(['browsing', 'share_of_Garden'], 1.2, [0.4, 0.15], language),
  difference(['browsing', 'morning_share'], 1, [0.61, 0.3], language),
  difference(['transactions', 'log_count'], 0.8, [12.1, 6], language),
  difference(['transactions', 'log_count_30_days'], 0.8, [2.1, 1], language),
];

test('a group is named by what its members prefer and when, and told with the sizes in the data', () => {
  const groups = [{ members: 34, differences: gardeners() }];
  const [{ name, description }] = tellGroups(groups, 200, english.phrases);
  assert.equal(name, 'Garden, mornings');
  assert.equal(
    description,
    '34 users, 17% of everybody. Compared with everybody, a member on average makes 42% of purchases in Garden (everybody: 14%), does 61% of browsing in the morning (everybody: 30%) and buys twice as often.',
  );
});

test('the same in Chinese', () => {
  const groups = [{ members: 34, differences: gardeners(chinese) }];
  const [{ name, description }] = tellGroups(groups, 200, chinese.phrases);
  assert.equal(name, 'Garden，上午活跃');
  assert.match(
    description,
    /^34 位用户，占全体 17%。.*42% 的购买属于Garden（全体 14%）；.*2 倍。$/,
  );
});

test('names are unique, never longer than six words, and say nothing technical', () => {
  const one = fc
    .tuple(fc.constantFrom(...features), fc.double({ min: -3, max: 3, noNaN: true }))
    .map(([feature, effect]) => difference(feature, effect, effect > 0 ? [0.9, 0.3] : [0.3, 0.9]));
  const groups = fc.array(
    fc.record({ members: fc.nat(), differences: fc.array(one, { maxLength: 12 }) }),
    { minLength: 1, maxLength: 8 },
  );
  fc.assert(
    fc.property(groups, (found) => {
      const told = tellGroups(found, 100, english.phrases);
      assert.equal(new Set(told.map(({ name }) => name)).size, told.length);
      for (const { name, description } of told) {
        assert.ok(name.length > 0 && name.split(/\s+/).length <= 6, name);
        assert.doesNotMatch(`${name} ${description}`, /_|\{|log|graph|undefined|NaN/);
      }
    }),
  );
});

test('sizes are ratios of means in original units; what a few users cause is not told', () => {
  const user = (count: number, evening: number) => ({
    modalities: [
      {
        name: 'transactions',
        present: true,
        events: 30,
        features: [
          { name: 'log_count', value: Math.log1p(count) },
          { name: 'evening_share', value: evening },
        ],
      },
    ],
    vector: [],
  });
  const profiles = [
    ...Array.from({ length: 10 }, (_, index) => user(20 + (index % 2), 0.5)),
    ...Array.from({ length: 30 }, (_, index) => user(4 + (index % 2), 0.5 + (index % 3) * 1e-3)),
  ];
  const columns = fitColumns(profiles, (_, feature) => feature === 'evening_share');
  const rows = profiles.map((profile) => standardise(columns, profile));
  const { labelOf } = english;
  const means = originalMeans(columns, profiles, labelOf);
  const everybody = means.of([...profiles.keys()]);
  const members = Array.from({ length: 10 }, (_, index) => index);
  const found = differencesOf({ columns, rows, means, everybody, labelOf }, members);
  assert.deepEqual(
    found.map(({ feature, members: own, everybody: all }) => [feature, own, all]),
    [['log_count', 20.5, 8.5]],
  );
});
