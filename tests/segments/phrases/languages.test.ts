import assert from 'node:assert/strict';
import { test } from 'node:test';
import { defaultModalities } from '../../../fusion/index.ts';
import { CONDITION_NAMES, languageOf } from '../../../segments/index.ts';
import { phrasesByLocale } from '../../../segments/phrases/language.ts';

const { en, 'zh-CN': chinese } = phrasesByLocale;

/** The paths of everything in a language that is said. */
function templatesOf(value: unknown, path = ''): [string, unknown][] {
  if (typeof value !== 'object' || value === null) return [[path, value]];
  return Object.entries(value).flatMap(([name, part]) => templatesOf(part, `${path}.${name}`));
}

test('every template of one language is one of the other, and the other one is another', () => {
  const english = templatesOf(en);
  const others = new Map(templatesOf(chinese));
  assert.deepEqual(english.map(([path]) => path).sort(), [...others.keys()].sort());
  assert.deepEqual(Object.keys(chinese.conditions).sort(), [...CONDITION_NAMES].sort());
  for (const [path, template] of english) {
    const other = others.get(path);
    assert.equal(typeof other, typeof template, path);
    if (typeof template === 'string' && path !== '.locale') {
      assert.match(String(other), /[\u4e00-\u9fff]/, path);
    }
  }
});

test('every template speaks Chinese', () => {
  const missing = { data: '交易记录', name: 'x' };
  const { sentence, learned, change, unknown } = chinese;
  const reasons = { predicates: ['购买更频繁'], nouns: ['好友是谁'], nounFirst: false };
  const texts = [
    ...Object.values(unknown).map((say) => say(missing)),
    chinese.needed('x', 'y'),
    chinese.notKnown('x'),
    chinese.dataOf(null),
    sentence.member('s', ['x']),
    sentence.nonMember('s', ['x']),
    sentence.undecided('s', ['x']),
    sentence.learnedMember('s', reasons),
    sentence.learnedNonMember('s', 't', { ...reasons, nounFirst: true }),
    sentence.noProfile('s'),
    sentence.otherModel('s'),
    learned.description(3, 0.1, []),
    learned.likeEverybody,
    learned.factor('x', 'above'),
    learned.otherFeatures('其浏览行为'),
    learned.lessLikely(3),
    change.more(1, 'x'),
    change.fewer(1, 'x'),
    change.needed('x', 1),
    change.wait('2026-01-01'),
    change.sum(1, 'x', 'more'),
    change.friends(1, 'fewer'),
    change.distinct(1, 'x', 'more'),
  ];
  for (const text of texts) {
    assert.match(text, /[\u4e00-\u9fff]/);
    assert.doesNotMatch(text, /[a-z]{2,}/, text);
  }
});

test('learned reasons name what is strongest first', () => {
  const { learnedMember, learnedNonMember } = en.sentence;
  const predicates = ['buys more often', 'prefers Garden (purchases)'];
  const nouns = ['other things about their browsing'];
  const told = { predicates, nouns, nounFirst: false };
  assert.equal(
    learnedMember('Garden', told),
    'In "Garden", mostly because this user, compared with everybody, buys more often and prefers Garden (purchases); also through other things about their browsing.',
  );
  assert.equal(
    learnedNonMember('Garden', 'Baby', { ...told, nounFirst: true }),
    'Not in "Garden" but in "Baby", mostly through other things about their browsing; also, this user, compared with everybody, buys more often and prefers Garden (purchases).',
  );
  assert.equal(
    learnedMember('Garden', { predicates: [], nouns, nounFirst: true }),
    'In "Garden", mostly through other things about their browsing.',
  );
  assert.equal(
    learnedMember('Garden', { predicates: [], nouns: [], nounFirst: false }),
    'In "Garden".',
  );
});

test('ratios are said as people say them', () => {
  const { labelOf, phrases } = languageOf('en', defaultModalities());
  const label = labelOf('transactions', 'log_count');
  const say = (members: number) =>
    phrases.learned.difference({
      ...{ modality: 'transactions', feature: 'log_count', label },
      ...{ effect: members - 1, members, everybody: 1 },
    });
  assert.deepEqual([2, 2.13, 0.5, 0.6, 0.33, 0.04, 14.3].map(say), [
    'buys twice as often',
    'buys 2.1 times as often',
    'buys half as often',
    'buys 60% as often',
    'buys a third as often',
    'buys 4% as often',
    'buys 14 times as often',
  ]);
});

test('a modality that nobody has registered is spoken of by its bare names', () => {
  const { labelOf, wordsOf, phrases } = languageOf('en', defaultModalities());
  assert.equal(wordsOf('tickets'), null);
  assert.equal(phrases.dataOf('support_tickets'), 'support tickets data');
  assert.equal(labelOf('tickets', 'log_openTickets').noun, 'open tickets');
});
