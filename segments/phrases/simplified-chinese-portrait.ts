import type { NamedDifference, PortraitPhrases } from './phrases.ts';
import { number, percent, ratio } from './simplified-chinese-words.ts';

/** One difference with its size. @param against who the members are compared with */
export function measured(
  { label, effect, members, everybody }: NamedDifference,
  against: string,
): string {
  if (label.measured === null) return effect > 0 ? label.more : label.less;
  if (label.unit === 'times') return label.measured.replace('{times}', ratio(members / everybody));
  const say = label.unit === 'percent' ? percent : number;
  return `${label.measured.replace('{value}', ` ${say(members)} `).trim()}（${against} ${say(everybody)}）`;
}

const difference = (own: NamedDifference) => measured(own, '其他用户');
const list = (differences: readonly NamedDifference[], against: string) =>
  differences.map((own) => measured(own, against)).join('；');

/** What a portrait says in Simplified Chinese. */
export const simplifiedChinesePortrait: PortraitPhrases = {
  difference,
  summary(members, share, differences) {
    const size = `${members} 位用户，占全体 ${percent(share)}`;
    if (differences.length === 0) return `${size}。与其他用户没有明显差别。`;
    return `${size}。与其他用户相比，成员平均：${list(differences, '其他用户')}。`;
  },
  tooFew: (members) => `${members} 位用户：成员或其他用户太少，无法说明差别。`,
  nearest(segment, differences) {
    if (differences.length === 0) return `与“${segment}”最接近，两者没有明显差别。`;
    return `与“${segment}”最接近；与其成员相比，本分群成员平均：${list(differences, '其成员')}。`;
  },
  ties({ within, chance, low, high }) {
    const found = `成员的关系中 ${percent(within)} 在分群内部，随机情况下为 ${percent(chance)}`;
    if (within > high) return `${found}：成员之间联系更紧密。`;
    return within < low ? `${found}：成员之间联系更少。` : `${found}：与随机情况相当。`;
  },
};
