import { spokenName } from '../../fusion/index.ts';
import { type NamedDifference, type Phrases, type Reasons, UNLIKELY } from './phrases.ts';
import {
  distinct,
  sequence,
  simplifiedChineseConditions,
  visits,
} from './simplified-chinese-conditions.ts';
import { measured, simplifiedChinesePortrait } from './simplified-chinese-portrait.ts';
import { duration, events, number, percent } from './simplified-chinese-words.ts';
import { toldApart } from './told-apart.ts';

const list = (parts: readonly string[]) => parts.join('；');
const and = (parts: readonly string[]) => parts.join('、');

const difference = (own: NamedDifference) => measured(own, '全体');

function because({ predicates, nouns, nounFirst }: Reasons): string {
  if (predicates.length === 0) return nouns.length === 0 ? '' : `，主要由于${and(nouns)}`;
  const user = `与全体用户相比，该用户${and(predicates)}`;
  if (nounFirst) return `，主要由于${and(nouns)}；此外，${user}`;
  return `，主要因为${user}${nouns.length === 0 ? '' : `；${and(nouns)}也有影响`}`;
}

const LEFT_OUT = {
  SEED: '该用户是所给的示例，示例不计入分群',
  SILENT: '该用户已有同样长的时间不再活跃',
};

function against(what: string, value: number, threshold: number): string {
  const [own, asked] = toldApart(value, threshold);
  return `${what}为 ${own}，${value >= threshold ? '不低于' : '低于'} ${asked}`;
}

/** Everything that Portrait says in Simplified Chinese about segments. */
export const simplifiedChinesePhrases: Phrases = {
  locale: 'zh-CN',
  conditions: simplifiedChineseConditions,
  needed: (found, wanted) => `${found}，要求${/^[\w]/.test(wanted) ? ' ' : ''}${wanted}`,
  unknown: {
    'modality-absent': ({ data }) => `该用户没有${data}`,
    'trait-absent': ({ name }) => `该用户的 ${name}`,
    'trait-of-other-type': ({ name }) => `${name} 不是数字`,
    'number-absent': ({ name }) => `部分事件没有 ${name}`,
    'item-unknown': () => '部分商品不在目录中',
    'place-absent': () => '该用户没有已知的此类地点',
    'friends-unknown': () => '对该用户的好友了解太少',
    'read-out-absent': ({ name }) => `模型不预测 ${name}`,
    'confidence-too-low': ({ name }) => `模型对 ${name} 不够确定`,
    'segment-not-judged': ({ name }) => `该用户是否属于分群“${name}”`,
    'similarity-absent': ({ name }) => `该用户与分群“${name}”的相似度`,
    'timezone-absent': () => '该用户的时区',
  },
  notKnown: (missing) => `未知：${missing}`,
  dataOf: (modality) => (modality === null ? '相关记录' : ` ${spokenName(modality)} 记录`),
  events,
  distinct,
  visits,
  sequence,
  ruleBaseline: '对用户一无所知：所有条件均未知',
  learnedBaseline: '没有任何数据的用户的差距',
  sentence: {
    member: (segment, reasons) => `属于“${segment}”，因为：${list(reasons)}。`,
    nonMember: (segment, reasons) => `不属于“${segment}”，因为：${list(reasons)}。`,
    undecided: (segment, reasons) => `不属于“${segment}”，因为所知太少：${list(reasons)}。`,
    learnedMember: (segment, reasons) => `属于“${segment}”${because(reasons)}。`,
    learnedNonMember: (segment, nearest, reasons) =>
      `不属于“${segment}”${nearest === null ? '' : `而属于“${nearest}”`}${because(reasons)}。`,
    noProfile: (segment) => `不属于“${segment}”，因为所知太少：该用户尚无画像。`,
    otherModel: (segment) =>
      `无法判断是否属于“${segment}”：该分群与用户画像来自不同的模型。请重新生成学习分群。`,
    otherModelScored: (segment) =>
      `无法判断是否属于“${segment}”：该分群与用户画像来自不同的模型。请重新训练该分群。`,
  },
  learned: {
    difference,
    description(members, share, differences) {
      const size = `${members} 位用户，占全体 ${percent(share)}`;
      if (differences.length === 0) return `${size}。与全体用户没有明显差别。`;
      return `${size}。与全体用户相比，成员平均：${list(differences.map(difference))}。`;
    },
    name: (categories, words) =>
      [and(categories), ...words].filter((part) => part !== '').join('，'),
    likeEverybody: '与全体相近',
    numbered: (name, position) => `${name}（${position}）`,
    factor: (noun, direction) => {
      if (direction === null) return noun;
      return `${noun}（${direction === 'above' ? '高于' : '低于'}平均）`;
    },
    otherFeatures: (subject) => `${subject}的其他方面`,
    rhythm: (subject) => `${subject}的频率与新近程度`,
    lessLikely: (times) =>
      times > UNLIKELY
        ? `属于另一分群的可能性是该分群的 ${number(UNLIKELY)} 倍以上`
        : `属于另一分群的可能性是该分群的 ${number(times)} 倍`,
  },
  portrait: simplifiedChinesePortrait,
  readOut: {
    baseline: '一无所知的用户的得分',
    sentence: (name, value, atLeast, reasons) =>
      `“${spokenName(name)}”为 ${number(value)}，${value >= atLeast ? '不低于' : '低于'} ${number(atLeast)}${because(reasons)}。`,
    below: (name, value, atLeast) =>
      `“${spokenName(name)}”为 ${number(value)}，要求至少 ${number(atLeast)}`,
  },
  scored: {
    value(ask) {
      if ('like' in ask) return '与所给用户的相似度';
      const { buys, lapses, head } = ask.predicts;
      if (buys !== undefined) {
        const what = buys.category === undefined ? '' : ` ${buys.category} `;
        return `${duration(buys.within)}内购买${what}的概率`.trim();
      }
      if (lapses !== undefined) return `${duration(lapses.within)}内不再活跃的概率`;
      return `“${spokenName(head ?? '')}”的概率`;
    },
    sentence: (segment, what, value, threshold, reasons) =>
      `${value >= threshold ? '属于' : '不属于'}“${segment}”：${against(what, value, threshold)}${because(reasons)}。`,
    below: (what, value, threshold) => against(what, value, threshold),
    because: LEFT_OUT,
    leftOut: (segment, reason, what, value) =>
      `不属于“${segment}”：${LEFT_OUT[reason]}；${what}为 ${toldApart(value, value)[0]}。`,
  },
  contrast: (first, second) => `${first}${second}`,
  change: {
    outOfReach: '没有可行的改变能够改变结论。',
    untried:
      '无法试算哪些改变能够改变结论：该模型由另一版本的程序保存。请训练新模型：portrait train',
    together: list,
    more: (amount, what) => `再增加 ${number(amount)} 次${what}`,
    fewer: (amount, what) => `减少 ${number(amount)} 次${what}`,
    needed: (change, now) => `需要：${change}${now === null ? '' : `（目前 ${number(now)}）`}`,
    wait: (until) => `在 ${until} 之前没有新的事件`,
    sum: (amount, what, direction) =>
      `${what}合计再${direction === 'more' ? '增加' : '减少'} ${number(amount)}`,
    friends: (amount, direction) =>
      `${direction === 'more' ? '增加' : '减少'} ${number(amount)} 位此类好友`,
    distinct: (amount, what, direction) =>
      `${what}${direction === 'more' ? '增加' : '减少'} ${number(amount)}`,
  },
};
