import type { Locale } from './event-type.ts';
import { type FeatureEntries, percent } from './feature-label.ts';

/** What happens at those times: `browsing`. */
type Activity = Readonly<Record<Locale, string>>;

/** @param telling how much the hours of this modality say of a person, 0 to 1 */
export function clockLabels(activity: Activity, telling: number): FeatureEntries {
  const part = (key: string, when: string, often: string, chinese: string) =>
    percent(
      key === 'weekend' ? 'weekend' : 'time of day',
      telling,
      [
        `share of ${activity.en} ${when}`,
        `is more active ${when}`,
        `is less active ${when}`,
        `does {value} of ${activity.en} ${when}`,
        often,
      ],
      [
        `${chinese}${activity['zh-CN']}占比`,
        `${chinese}更活跃`,
        `${chinese}不太活跃`,
        `{value}的${activity['zh-CN']}在${chinese}`,
        `${chinese}活跃`,
      ],
    );
  return {
    night_share: part('night', 'at night', 'nights', '夜间'),
    morning_share: part('morning', 'in the morning', 'mornings', '上午'),
    afternoon_share: part('afternoon', 'in the afternoon', 'afternoons', '下午'),
    evening_share: part('evening', 'in the evening', 'evenings', '晚上'),
    weekend_share: part('weekend', 'at weekends', 'weekends', '周末'),
  };
}
