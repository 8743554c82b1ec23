import type { Locale } from './event-type.ts';
import { type FeatureEntries, percent } from './feature-label.ts';

/**
 * @param activity what is done with the items: `browsing`, `buying`
 * @param telling how much prices say of a person in this modality, 0 to 1
 */
export function priceLabels(
  activity: Readonly<Record<Locale, string>>,
  telling: number,
): FeatureEntries {
  return {
    price_rank: percent(
      'price level',
      telling,
      [
        `price level among things of a kind when ${activity.en}`,
        `goes for the dearer ones when ${activity.en}`,
        `goes for the cheaper ones when ${activity.en}`,
        `goes for things dearer than {value} of their kind when ${activity.en}`,
        'dear choices',
        'cheap choices',
      ],
      [
        `${activity['zh-CN']}商品在同类中的价位`,
        `${activity['zh-CN']}时偏好同类中较贵的商品`,
        `${activity['zh-CN']}时偏好同类中较便宜的商品`,
        `${activity['zh-CN']}的商品价位高于{value}的同类商品`,
        '偏好同类高价',
        '偏好同类低价',
      ],
    ),
  };
}
