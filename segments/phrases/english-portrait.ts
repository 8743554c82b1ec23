import { and, number, percent, plural, ratio } from './english-words.ts';
import type { NamedDifference, PortraitPhrases } from './phrases.ts';

/** One difference with its size. @param against who the members are compared with */
export function measured(
  { label, effect, members, everybody }: NamedDifference,
  against: string,
): string {
  if (label.measured === null) return effect > 0 ? label.more : label.less;
  if (label.unit === 'times') return label.measured.replace('{times}', ratio(members / everybody));
  const say = label.unit === 'percent' ? percent : number;
  return `${label.measured.replace('{value}', say(members))} (${against}: ${say(everybody)})`;
}

const difference = (own: NamedDifference) => measured(own, 'others');
const fromNearest = (own: NamedDifference) => measured(own, 'there');

/** What a portrait says in English. */
export const englishPortrait: PortraitPhrases = {
  difference,
  summary(members, share, differences) {
    const size = `${members} ${plural('user', members)}, ${percent(share)} of everybody`;
    if (differences.length === 0) {
      return `${size}. Nothing sets them clearly apart from everybody else.`;
    }
    return `${size}. Compared with everybody else, a member on average ${and(differences.map(difference))}.`;
  },
  tooFew: (members) =>
    `${members} ${plural('user', members)}: too few members or too few others to say what sets them apart.`,
  nearest(segment, differences) {
    const nearest = `Most like "${segment}"`;
    if (differences.length === 0) return `${nearest}; nothing sets the two clearly apart.`;
    return `${nearest}; compared with its members, a member here on average ${and(differences.map(fromNearest))}.`;
  },
  ties({ within, chance, low, high }) {
    const found = `${percent(within)} of the members' ties are with other members; by chance ${percent(chance)} would be`;
    if (within > high) return `${found}: they keep to one another.`;
    return within < low ? `${found}: they keep apart.` : `${found}: no more and no less.`;
  },
};
