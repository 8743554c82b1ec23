import { spokenName } from '../../fusion/index.ts';
import type { Phrases } from './phrases.ts';
import {
  either,
  events,
  lately,
  limits,
  literal,
  number,
  weekdays,
  years,
} from './simplified-chinese-words.ts';

const DAY_MILLISECONDS = 86_400_000;
const amountOf = (observed: unknown) => (typeof observed === 'number' ? observed : null);
const isYear = (name: string) => /(^| )year$/.test(spokenName(name));
const some = (amount: number | null) => (amount === null ? '次数不确定' : `${number(amount)} 次`);
const DISTINCT = {
  item: '涉及的不同商品数',
  category: '涉及的不同类别数',
  day: '发生的天数',
  otherUser: '涉及的不同用户数',
  attribute: '涉及的不同取值数',
} as const;

/** 到店发生的天数 */
export const distinct: Phrases['distinct'] = (parameters, _amount, wordsOf) =>
  `${events(parameters, 2, wordsOf)}${DISTINCT[parameters.of]}`;

/** 最近 30 天在 home 200 米内的到访 */
export const visits: Phrases['visits'] = ({ near, radius, within }) =>
  `${lately(within)}在${'place' in near ? ` ${near.place} ` : '指定地点'}${number(radius)} 米内的到访`;

/** 浏览之后有同一商品的购买（7 天内） */
export const sequence: Phrases['sequence'] = (parameters, _amount, wordsOf) => {
  const { first, followedBy, notFollowedBy, gap, same } = parameters;
  const other = events(followedBy ?? notFollowedBy ?? first, 1, wordsOf);
  const about = same === undefined ? '' : '同一商品的';
  const how = notFollowedBy === undefined ? '之后有' : '之后没有';
  const after = lately(gap).replace('最近 ', '');
  return `${events(first, 2, wordsOf)}${how}${about}${other}（${after}内）`;
};

/** What was found about each kind of condition, and what was asked for. */
export const simplifiedChineseConditions: Phrases['conditions'] = {
  trait: {
    found(trait, { observed }) {
      const name = spokenName(trait.name);
      if (trait.exists !== undefined) return `${name} ${observed === null ? '未知' : '已知'}`;
      return `${name} 为 ${literal(observed)}`;
    },
    wanted(trait, { negated, met }) {
      if (trait.exists !== undefined) {
        if (met) return null;
        return trait.exists === negated ? '未知' : '已知';
      }
      if (trait.equals !== undefined) {
        if (met && !negated) return null;
        return `${negated ? '非 ' : ''}${literal(trait.equals)}`;
      }
      if (trait.in !== undefined) return `${negated ? '非 ' : ''}${either(trait.in.map(literal))}`;
      return (isYear(trait.name) ? years : limits)(trait, negated);
    },
  },
  count: {
    found: (count, { observed, wordsOf }) =>
      `${events(count, 2, wordsOf)}：${some(amountOf(observed))}`,
    wanted: (count, { negated }) => `${limits(count, negated)} 次`,
  },
  sum: {
    found(sum, { observed, wordsOf }) {
      const amount = amountOf(observed);
      const what = sum.attribute === undefined ? '金额' : ` ${spokenName(sum.attribute)} `;
      return `${events(sum, 2, wordsOf)}${what}合计${amount === null ? '不确定' : ` ${number(amount)}`}`;
    },
    wanted: (sum, { negated }) => limits(sum, negated),
  },
  distinct: {
    found(parameters, { observed, wordsOf }) {
      const amount = amountOf(observed);
      const size = amount === null ? '不确定' : number(amount);
      return `${distinct(parameters, 2, wordsOf)}：${size}`;
    },
    wanted: (parameters, { negated }) => limits(parameters, negated),
  },
  recency: {
    found({ within, notWithin, ...query }, { observed, now, wordsOf }) {
      const last = amountOf(observed);
      if (last === null) return `尚无${events(query, 2, wordsOf)}`;
      const days = Math.floor((now - last) / DAY_MILLISECONDS);
      return `最近一次${events(query, 1, wordsOf)}${days === 0 ? '在今天' : `在 ${days} 天前`}`;
    },
    wanted: ({ within, notWithin }, { negated }) =>
      `${lately(within ?? notWithin ?? '')}${(within !== undefined) === negated ? '没有' : '至少一次'}`,
  },
  sequence: {
    found: (parameters, { observed, wordsOf }) =>
      `${sequence(parameters, 2, wordsOf)}：${some(amountOf(observed))}`,
    wanted: (parameters, { negated }) => {
      const asked = `${limits(parameters, negated)} 次`;
      return parameters.within === undefined ? asked : `${lately(parameters.within)}${asked}`;
    },
  },
  trend: {
    found({ by, as, within, ...query }, { observed, verdict, wordsOf }) {
      const amount = amountOf(observed);
      const what = `${events({ ...query, within }, 2, wordsOf)}${by === 'sum' ? '金额' : ''}`;
      if (amount === null)
        return `${what}与此前同样长的时间相比${verdict === 'UNKNOWN' ? '不确定' : '从无到有'}`;
      if (as === 'ratio') return `${what}为此前同样长时间的 ${number(amount)} 倍`;
      if (amount === 0) return `${what}与此前同样长的时间相同`;
      return `${what}比此前同样长的时间${amount > 0 ? '多' : '少'} ${number(Math.abs(amount))}`;
    },
    wanted: ({ as, ...trend }, { negated }) =>
      as === 'ratio' ? `${limits(trend, negated)} 倍` : `多出${limits(trend, negated)}`,
  },
  visits: {
    found: (parameters, { observed }) => `${visits(parameters, 2)}：${some(amountOf(observed))}`,
    wanted: (parameters, { negated }) => `${limits(parameters, negated)} 次`,
  },
  place: {
    found({ label }, { observed }) {
      const metres = amountOf(observed);
      return `${label} 距指定地点${metres === null ? '远近不确定' : ` ${number(metres)} 米`}`;
    },
    wanted: ({ radius }, { negated }) => `${negated ? '超过' : '至多'} ${number(radius)} 米`,
  },
  friends: {
    found({ who }, { observed }) {
      const amount = amountOf(observed);
      const size = amount === null ? '人数不确定' : `${number(amount)} 位`;
      return `${who === undefined ? '好友' : '符合条件的好友'}：${size}`;
    },
    wanted: (friends, { negated }) => `${limits(friends, negated)} 位`,
  },
  predicted: {
    found: ({ name }, { observed }) =>
      `预测的 ${spokenName(name)} 为 ${number(amountOf(observed) ?? 0)}`,
    wanted: (predicted, { negated }) => limits(predicted, negated),
  },
  segment: {
    found: ({ id }, { verdict }) => `${verdict === 'TRUE' ? '属于' : '不属于'}分群“${id}”`,
    wanted(_, { negated, met }) {
      if (met) return null;
      return negated ? '不属于' : '属于';
    },
  },
  similarity: {
    found: ({ id }, { observed }) => `与分群“${id}”的相似度为 ${number(amountOf(observed) ?? 0)}`,
    wanted: (similarity, { negated }) => limits(similarity, negated),
  },
  time: {
    found: (_, { observed }) => `现在是${weekdays(literal(observed))}`,
    wanted({ days, from, to, zone }, { negated }) {
      const asked = [
        ...(days === undefined ? [] : [days.map(weekdays).join('或')]),
        ...(from === undefined ? [] : [`${from} 起`]),
        ...(to === undefined ? [] : [`${to} 前`]),
        ...(zone === undefined ? [] : [`（${zone}）`]),
      ].join(' ');
      return `${negated ? '除此以外：' : ''}${asked}`;
    },
  },
};
