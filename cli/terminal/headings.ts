import type { Locale } from '../../fusion/index.ts';

/** What the terminal says around the sentences of an explanation or a portrait. */
export interface Headings {
  asOf(sentence: string, at: string): string;
  /** @param unexplained what the factors leave of the score's difference to the baseline */
  score(score: string, baseline: string, meaning: string, unexplained: string): string;
  readonly factors: readonly [value: string, modality: string, what: string];
  readonly evidence: readonly [share: string, at: string, modality: string, what: string];
  more(events: number, option: string): string;
  without(events: number, moved: string, movedAtRandom: string): string;
  readonly missing: string;
  readonly changes: string;
  readonly members: readonly [member: string, user: string, distance: string, score: string];
  readonly typical: string;
  readonly edgeCase: string;
  differences(found: number, lookedAt: number): string;
  readonly difference: readonly [effect: string, interval: string, what: string];
  range(low: string, high: string): string;
  readonly activity: readonly [what: string, members: string, others: string, things: string];
  hours(busy: readonly string[]): string;
  areas(places: readonly string[]): string;
  readonly sizes: readonly [since: string, members: string];
  readonly flows: readonly [segment: string, entered: string, left: string];
  readonly few: string;
}

const ENGLISH: Headings = {
  asOf: (sentence, at) => `${sentence} (as of ${at})`,
  score: (score, baseline, meaning, unexplained) =>
    `Score ${score}, baseline ${baseline} (${meaning}); the factors leave ${unexplained} unexplained.`,
  factors: ['factor', 'modality', 'what'],
  evidence: ['share', 'when', 'modality', 'what happened'],
  more: (events, option) => `${events} more, weaker or against it: ${option}`,
  without: (events, moved, movedAtRandom) =>
    `Without the first ${events} of these the score moves by ${moved}; without ${events} at random by ${movedAtRandom}.`,
  missing: 'What is missing:',
  changes: 'What would change it:',
  members: ['member', 'user', 'distance', 'score'],
  typical: 'typical',
  edgeCase: 'edge case',
  differences: (found, lookedAt) => `${found} of ${lookedAt} features differ:`,
  difference: ['effect', '95 % interval', 'a member'],
  range: (low, high) => `${low} to ${high}`,
  activity: ['what they do', 'members', 'others', 'with, and others'],
  hours: (busy) => `When more than others: ${busy.join(', ')}`,
  areas: (places) => `Where more than others: ${places.join('; ')}`,
  sizes: ['since', 'members'],
  flows: ['segment', 'came from there', 'went there'],
  few: 'fewer than 5',
};

const SIMPLIFIED_CHINESE: Headings = {
  asOf: (sentence, at) => `${sentence}（截至 ${at}）`,
  score: (score, baseline, meaning, unexplained) =>
    `得分 ${score}，基准 ${baseline}（${meaning}）；各因素未能解释的部分为 ${unexplained}。`,
  factors: ['因素', '模态', '内容'],
  evidence: ['占比', '时间', '模态', '事件'],
  more: (events, option) => `另有 ${events} 个事件，作用较弱或相反：${option}`,
  without: (events, moved, movedAtRandom) =>
    `去掉其中前 ${events} 个事件，得分变化 ${moved}；随机去掉 ${events} 个，得分变化 ${movedAtRandom}。`,
  missing: '尚缺的条件：',
  changes: '可以改变结论的行为：',
  members: ['成员', '用户', '距离', '得分'],
  typical: '典型',
  edgeCase: '边缘',
  differences: (found, lookedAt) => `${lookedAt} 个特征中有 ${found} 个不同：`,
  difference: ['效应量', '95% 区间', '成员'],
  range: (low, high) => `${low} 至 ${high}`,
  activity: ['行为', '成员', '其他用户', '对象（其他用户）'],
  hours: (busy) => `比其他用户更活跃的时段：${busy.join('、')}`,
  areas: (places) => `比其他用户更活跃的地点：${places.join('；')}`,
  sizes: ['自', '成员数'],
  flows: ['分群', '由此进入', '离开至此'],
  few: '少于 5',
};

/** The headings of every language. */
export const HEADINGS: Readonly<Record<Locale, Headings>> = {
  en: ENGLISH,
  'zh-CN': SIMPLIFIED_CHINESE,
};
