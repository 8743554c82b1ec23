import { type FeatureEntries, times } from './feature-label.ts';

/** What is done, in both languages: `buys`, `purchases`, `buyers`; 购买. */
export interface Doing {
  readonly topic: string;
  readonly verb: string;
  readonly things: string;
  readonly doers: string;
  readonly chinese: string;
  readonly telling: number;
}

/** How often, how lately and for how long something is done. */
export function rhythmLabels({
  topic,
  verb,
  things,
  doers,
  chinese,
  telling,
}: Doing): FeatureEntries {
  const often = `how often: ${topic}`;
  const lately = (days: number) =>
    times(
      often,
      telling * 0.9,
      [
        `number of ${things} in the last ${days} days`,
        `has many ${things} in the last ${days} days`,
        `has few ${things} in the last ${days} days`,
        `has {times} as many ${things} in the last ${days} days`,
        `frequent ${doers}`,
        `rare ${doers}`,
      ],
      [
        `最近 ${days} 天的${chinese}次数`,
        `最近 ${days} 天${chinese}较多`,
        `最近 ${days} 天${chinese}较少`,
        `最近 ${days} 天的${chinese}次数是平均的{times}`,
        `${chinese}频繁`,
        `很少${chinese}`,
      ],
    );
  return {
    log_count: times(
      often,
      telling,
      [
        `number of ${things}`,
        `${verb} more often`,
        `${verb} less often`,
        `${verb} {times} as often`,
        `frequent ${doers}`,
        `rare ${doers}`,
      ],
      [
        `${chinese}次数`,
        `${chinese}更频繁`,
        `${chinese}较少`,
        `${chinese}次数是平均的{times}`,
        `${chinese}频繁`,
        `很少${chinese}`,
      ],
    ),
    log_count_7_days: lately(7),
    log_count_30_days: lately(30),
    log_count_90_days: lately(90),
    log_recency_days: times(
      `how lately: ${topic}`,
      telling * 0.8,
      [
        `days since the last of the ${things}`,
        `has been away for longer (${things})`,
        `was here lately (${things})`,
        `has been without ${things} {times} as long`,
        `lapsed ${doers}`,
        `recent ${doers}`,
      ],
      [
        `距上次${chinese}的天数`,
        `较久没有${chinese}`,
        `最近有${chinese}`,
        `距上次${chinese}的天数是平均的{times}`,
        `久未${chinese}`,
        `近期${chinese}`,
      ],
    ),
    log_tenure_days: times(
      `how long: ${topic}`,
      telling * 0.6,
      [
        `days since the first of the ${things}`,
        `has been known for longer (${things})`,
        `is newer (${things})`,
        `has been known {times} as long by ${things}`,
        `long-standing ${doers}`,
        `new ${doers}`,
      ],
      [
        `首次${chinese}至今的天数`,
        `${chinese}历史较长`,
        `${chinese}历史较短`,
        `${chinese}历史是平均的{times}`,
        `长期${chinese}`,
        `新近${chinese}`,
      ],
    ),
    log_gap_days_mean: times(
      often,
      telling * 0.6,
      [
        `days between ${things}`,
        `waits longer between ${things}`,
        `waits less between ${things}`,
        `waits {times} as long between ${things}`,
        `rare ${doers}`,
        `frequent ${doers}`,
      ],
      [
        `两次${chinese}的间隔天数`,
        `${chinese}间隔较长`,
        `${chinese}间隔较短`,
        `${chinese}间隔是平均的{times}`,
        `很少${chinese}`,
        `${chinese}频繁`,
      ],
    ),
    log_gap_days_deviation: times(
      `how regularly: ${topic}`,
      telling * 0.3,
      [
        `irregularity of ${things}`,
        `is less regular (${things})`,
        `is more regular (${things})`,
        null,
        `irregular ${doers}`,
        `regular ${doers}`,
      ],
      [
        `${chinese}的不规律程度`,
        `${chinese}不规律`,
        `${chinese}规律`,
        null,
        `${chinese}不规律`,
        `${chinese}规律`,
      ],
    ),
  };
}
