import assert from 'node:assert/strict';
import { test } from 'node:test';
import { defaultModalities } from '../../../fusion/index.ts';
import {
  describeCondition,
  evaluateRule,
  languageOf,
  leavesOf,
  parseRule,
  type UserFacts,
} from '../../../segments/index.ts';
import { DAY, event, facts, item, NOON } from '../rules/facts.ts';

const english = languageOf('en', defaultModalities());
const chinese = languageOf('zh-CN', defaultModalities());

const someone = facts({
  events: [
    event({ at: NOON - 2 * DAY, itemId: 'bib', value: 9.5 }),
    event({ at: NOON - DAY, itemId: 'bib', value: 3 }),
    event({ at: NOON - DAY, itemId: 'gone' }),
    event({ at: NOON - DAY, modality: 'location', type: 'check_in', itemId: 'bib' }),
    event({ at: NOON, modality: 'social', type: 'friend', otherUserId: 'a' }),
  ],
  items: [item('bib', { categories: ['Baby'], latitude: 1, longitude: 1 })],
  traits: { birthYear: 1992, newsletter: false, city: 'Paris', plan: 'gold' },
  readOuts: { lapseRisk: { value: 0.314, confidence: 0.2 } },
  segments: { vip: { verdict: 'TRUE', validUntil: null, similarity: 0.75 } },
  places: [{ label: 'home', latitude: 1, longitude: 1.01 }],
});

const baby = { modality: 'transactions', type: 'purchase', where: { category: 'Baby' } };
const toys = { ...baby, where: { category: ['Toys', 'Books'] } };

/** A rule of one condition, what is said of it in English, and in Chinese. */
const table: readonly (readonly [
  rule: object,
  english: string,
  chinese: string,
  who?: UserFacts,
])[] = [
  [
    { count: { ...baby, atLeast: 2 } },
    'an uncertain number of purchases in Baby, needed at least 2',
    'Baby类的购买：次数不确定，要求至少 2 次',
  ],
  [
    { count: { ...baby, where: { item: 'bib' }, atLeast: 3 } },
    '2 purchases of bib, needed at least 3',
    '商品 bib的购买：2 次，要求至少 3 次',
  ],
  [
    { count: { ...baby, atLeast: 2 } },
    'not known: this user has no transactions',
    '未知：该用户没有交易记录',
    facts(),
  ],
  [
    { count: { ...baby, atLeast: 3 } },
    'not known: some of the items are not in the catalogue',
    '未知：部分商品不在目录中',
  ],
  [
    { not: { count: { modality: 'transactions', type: 'refund', within: '30d', atLeast: 1 } } },
    'no refunds in the last 30 days, needed fewer than 1',
    '最近 30 天的退货：0 次，要求少于 1 次',
  ],
  [
    { count: { modality: 'browsing', type: 'cart', atLeast: 1, whenMissing: 'zero' } },
    'no items put into the cart, needed at least 1',
    '加购：0 次，要求至少 1 次',
  ],
  [
    { sum: { ...baby, where: { item: 'bib' }, atLeast: 20 } },
    'purchases of bib come to 12.5, needed at least 20',
    '商品 bib的购买金额合计 12.5，要求至少 20',
  ],
  [
    { sum: { ...baby, where: { item: 'gone' }, atLeast: 20 } },
    'not known: some of the events have no value',
    '未知：部分事件没有 value',
  ],
  [
    { distinct: { modality: 'location', type: 'check_in', of: 'day', atLeast: 6 } },
    '1 day with check-ins, needed at least 6',
    '到店发生的天数：1，要求至少 6',
  ],
  [
    { recency: { ...baby, within: '1d' } },
    'the last of the purchases in Baby was 1 day ago, needed one in the last 1 day',
    '最近一次Baby类的购买在 1 天前，要求最近 1 天至少一次',
    facts({
      events: [event({ at: NOON - DAY, itemId: 'bib' })],
      items: [item('bib', { categories: ['Baby'] })],
    }),
  ],
  [
    { recency: { ...toys, notWithin: '4w', whenMissing: 'zero' } },
    'no purchases in Toys or Books so far, needed none in the last 4 weeks',
    '尚无Toys或Books类的购买，要求最近 4 周没有',
    facts(),
  ],
  [
    {
      sequence: {
        ...{ first: { modality: 'location', type: 'check_in' }, followedBy: baby },
        ...{ gap: '7d', same: 'item', within: '30d', atLeast: 2 },
      },
    },
    '1 check-in followed by purchases in Baby of the same item within 7 days, needed at least 2 in the last 30 days',
    '到店之后有同一商品的Baby类的购买（7 天内）：1 次，要求最近 30 天至少 2 次',
  ],
  [
    {
      sequence: { first: { modality: 'location' }, notFollowedBy: baby, gap: '7d', atLeast: 1 },
    },
    'no location events not followed by purchases in Baby within 7 days, needed at least 1',
    '位置记录之后没有Baby类的购买（7 天内）：0 次，要求至少 1 次',
  ],
  [
    { trend: { modality: 'transactions', type: 'purchase', within: '2d', atLeast: 3 } },
    'not known: this user has no transactions',
    '未知：该用户没有交易记录',
  ],
  [
    {
      trend: {
        ...baby,
        where: undefined,
        within: '2d',
        by: 'sum',
        as: 'ratio',
        whenMissing: 'zero',
        atMost: 1,
      },
    },
    'the total of purchases in the last 2 days is 1.5 times what there was in the 2 days before, needed at most 1 times',
    '最近 2 天的购买金额为此前同样长时间的 1.5 倍，要求至多 1 倍',
    facts({
      events: [event({ at: NOON - 3 * DAY, value: 4 }), event({ at: NOON - DAY, value: 6 })],
    }),
  ],
  [
    { trend: { modality: 'transactions', within: '2d', whenMissing: 'zero', atLeast: 3 } },
    'transactions events in the last 2 days are 1 fewer than in the 2 days before, needed at least 3 more',
    '最近 2 天的交易记录比此前同样长的时间少 1，要求多出至少 3',
    facts({ events: [event({ at: NOON - 3 * DAY })] }),
  ],
  [
    { visits: { near: { place: 'home' }, radius: 200, atLeast: 1 } },
    'no visits within 200 m of home, needed at least 1',
    '在 home 200 米内的到访：0 次，要求至少 1 次',
  ],
  [
    { place: { label: 'home', near: { latitude: 1, longitude: 1 }, radius: 500 } },
    'home is 1112 m away, needed at most 500 m',
    'home 距指定地点 1112 米，要求至多 500 米',
  ],
  [{ friends: { atLeast: 2 } }, '1 friend, needed at least 2', '好友：1 位，要求至少 2 位'],
  [
    { trait: { name: 'birthYear', atLeast: 1998 } },
    'birth year is 1992, needed 1998 or later',
    'birth year 为 1992，要求 1998 年或以后',
  ],
  [
    { trait: { name: 'newsletter', equals: true } },
    'newsletter is no, needed yes',
    'newsletter 为 否，要求是',
  ],
  [{ trait: { name: 'city', equals: 'Paris' } }, 'city is Paris', 'city 为 Paris'],
  [
    { not: { trait: { name: 'city', in: ['Rome', 'Paris'] } } },
    'city is Paris, needed anything but Rome or Paris',
    'city 为 Paris，要求非 Rome或Paris',
  ],
  [
    { trait: { name: 'shoeSize', atMost: 40 } },
    'not known: the shoe size of this user',
    '未知：该用户的 shoe size',
  ],
  [
    { trait: { name: 'plan', atLeast: 1 } },
    'not known: plan is not a number',
    '未知：plan 不是数字',
  ],
  [
    { trait: { name: 'age', exists: true } },
    'age is not known, needed known',
    'age 未知，要求已知',
  ],
  [
    { predicted: { name: 'lapseRisk', atMost: 0.3 } },
    'predicted lapse risk is 0.31, needed at most 0.3',
    '预测的 lapse risk 为 0.31，要求至多 0.3',
  ],
  [
    { predicted: { name: 'lapseRisk', atMost: 0.3, confidence: 0.9 } },
    'not known: the model is not sure enough of lapse risk',
    '未知：模型对 lapse risk 不够确定',
  ],
  [
    { not: { segment: { id: 'vip' } } },
    'in segment "vip", needed to be outside',
    '属于分群“vip”，要求不属于',
  ],
  [
    { segment: { id: 'new' } },
    'not known: whether this user is in segment "new"',
    '未知：该用户是否属于分群“new”',
  ],
  [
    { similarity: { id: 'vip', atLeast: 0.9 } },
    'similarity to segment "vip" is 0.75, needed at least 0.9',
    '与分群“vip”的相似度为 0.75，要求至少 0.9',
  ],
  [
    { similarity: { id: 'new', atLeast: 0.9 } },
    'not known: how similar this user is to segment "new"',
    '未知：该用户与分群“new”的相似度',
  ],
  [
    { time: { days: ['monday'], from: '09:00', zone: 'UTC' } },
    'it is wednesday 12:00, needed monday from 09:00 in UTC',
    '现在是星期三 12:00，要求星期一 09:00 起 （UTC）',
  ],
];

test('every condition is said in short and grammatical words, in both languages', () => {
  for (const [rule, inEnglish, inChinese, who] of table) {
    const { trace } = evaluateRule(parseRule(rule), who ?? someone, NOON);
    const [leaf] = leavesOf(trace);
    const telling = { negated: trace.kind === 'not', now: NOON };
    const said = [english, chinese].map((language) => describeCondition(language, leaf, telling));
    assert.deepEqual(said, [inEnglish, inChinese]);
  }
});
