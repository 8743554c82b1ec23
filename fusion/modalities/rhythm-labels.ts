import { type FeatureEntries, times } from './feature-label.ts';

/** What is done, in words: `buys`, `bought`, `last bought`, `purchases`, `buyers`; 购买. */
export interface Doing {
  /** Going on: `buying`. */
  readonly topic: string;
  readonly verb: string;
  readonly past: string;
  readonly last: string;
  readonly things: string;
  readonly doers: string;
  readonly chinese: string;
  /** How much its frequency says of a person, 0 to 1. */
  readonly telling: number;
}

/** How often, how lately and for how long something is done. */
export function rhythmLabels(doing: Doing): FeatureEntries {
  const { topic, verb, past, last, things, doers, chinese, telling } = doing;
  const often = `how often: ${topic}`;
  const named = [`frequent ${doers}`, `rare ${doers}`] as const;
  const chineseNamed = [`${chinese}频繁`, `很少${chinese}`] as const;
  const lately = (days: number) =>
    times(
      often,
      telling * 0.9,
      [
        `${things} in the last ${days} days`,
        `${past} more in the last ${days} days`,
        `${past} less in the last ${days} days`,
        `${past} {times} as much in the last ${days} days`,
        ...named,
      ],
      [
        `最近 ${days} 天的${chinese}次数`,
        `最近 ${days} 天${chinese}较多`,
        `最近 ${days} 天${chinese}较少`,
        `最近 ${days} 天的${chinese}次数是平均的{times}`,
        ...chineseNamed,
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
        ...named,
      ],
      [
        `${chinese}次数`,
        `${chinese}更频繁`,
        `${chinese}较少`,
        `${chinese}次数是平均的{times}`,
        ...chineseNamed,
      ],
    ),
    log_count_7_days: lately(7),
    log_count_30_days: lately(30),
    log_count_90_days: lately(90),
    log_recency_days: times(
      `how lately: ${topic}`,
      telling * 0.8,
      [
        `days since the last of their ${things}`,
        `${last} longer ago`,
        `${last} more recently`,
        `${last} {times} as long ago`,
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
        `days since the first of their ${things}`,
        `has been ${topic} for longer`,
        `began ${topic} more recently`,
        `has been ${topic} {times} as long`,
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
        `days between their ${things}`,
        `waits longer between ${things}`,
        `waits less between ${things}`,
        `waits {times} as long between ${things}`,
        named[1],
        named[0],
      ],
      [
        `两次${chinese}的间隔天数`,
        `${chinese}间隔较长`,
        `${chinese}间隔较短`,
        `${chinese}间隔是平均的{times}`,
        chineseNamed[1],
        chineseNamed[0],
      ],
    ),
    log_gap_days_deviation: times(
      `how regularly: ${topic}`,
      telling * 0.3,
      [
        `irregularity of their ${things}`,
        `has less regular ${things}`,
        `has more regular ${things}`,
      ],
      [`${chinese}的不规律程度`, `${chinese}不规律`, `${chinese}规律`],
    ),
  };
}
