import type { Locale } from './event-type.ts';
import { type FeatureLabel, labelIn, percent } from './feature-label.ts';

const PREFIX = 'share_of_';
const OTHERS = 'share_of_other_categories';

/** What falls to a category: `purchases` that somebody `makes`; 购买. */
export interface SharedThing {
  readonly verb: string;
  readonly things: string;
  readonly chinese: string;
}

/** The label of `share_of_Garden`; null for features that are no share of a category. */
export function categoryLabel(
  { verb, things, chinese }: SharedThing,
  name: string,
  locale: Locale,
): FeatureLabel | null {
  if (!name.startsWith(PREFIX)) return null;
  const category = name === OTHERS ? null : name.slice(PREFIX.length);
  const where = category ?? 'other categories';
  const where2 = category ?? '其他类别';
  const entry = percent(
    `category ${where}`,
    category === null ? 0.3 : 1,
    [
      `share of ${where} among ${things}`,
      `prefers ${where} (${things})`,
      `cares less for ${where} (${things})`,
      `${verb} {value} of ${things} in ${where}`,
      category,
    ],
    [
      `${where2}在${chinese}中的占比`,
      `更偏好${where2}（${chinese}）`,
      `较少涉及${where2}（${chinese}）`,
      `{value}的${chinese}属于${where2}`,
      category,
    ],
  );
  return { ...labelIn(entry, locale), category };
}
