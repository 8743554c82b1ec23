import type { Locale } from '../event-type.ts';
import {
  type FeatureEntries,
  type FeatureLabel,
  labelIn,
  percent,
  times,
  together,
  unnamedFeature,
} from '../feature-label.ts';
import type { ModalityVocabulary } from '../modality-words.ts';

export const socialWords: ModalityVocabulary = {
  en: {
    subject: 'their friends',
    data: 'known friends',
    events: {
      friend: ['friendship', 'friendships'],
      follow: ['person followed', 'people followed'],
    },
  },
  'zh-CN': {
    subject: '其好友关系',
    data: '好友记录',
    events: { friend: ['好友关系', '好友关系'], follow: ['关注', '关注'] },
  },
};

const friends = (noun: string, chinese: string) =>
  times(
    'number of friends',
    0.7,
    [
      noun,
      'has more friends',
      'has fewer friends',
      'has {times} as many friends',
      'many friends',
      'few friends',
    ],
    [chinese, '好友较多', '好友较少', '好友数是平均的{times}', '好友多', '好友少'],
  );

const entries: FeatureEntries = {
  log_relations: friends('number of friends', '好友数'),
  log_friends: friends('number of friends known here', '本店已知的好友数'),
  log_following: times(
    'number followed',
    0.5,
    [
      'number of people followed',
      'follows more people',
      'follows fewer people',
      'follows {times} as many people',
      'followers',
      null,
    ],
    ['关注人数', '关注较多', '关注较少', '关注人数是平均的{times}', '关注多', null],
  ),
  clustering: percent(
    'circles',
    0.6,
    [
      'how many of their friends are friends',
      'has friends who know one another',
      'has friends who do not know one another',
      'has friends who know one another in {value} of pairs',
      'close circles',
      'loose circles',
    ],
    [
      '好友之间互为好友的比例',
      '好友之间更熟识',
      '好友之间不太相识',
      '{value}的好友彼此相识',
      '圈子紧密',
      '圈子松散',
    ],
  ),
  friends_log_activity_mean: times(
    'active friends',
    0.6,
    [
      "their friends' activity",
      'has more active friends',
      'has less active friends',
      'has friends who are {times} as active',
      'active friends',
      'quiet friends',
    ],
    [
      '好友的活跃程度',
      '好友较活跃',
      '好友不太活跃',
      '好友活跃程度是平均的{times}',
      '好友活跃',
      '好友不活跃',
    ],
  ),
  friends_log_activity_max: times(
    'active friends',
    0.4,
    [
      'activity of their most active friend',
      'has a very active friend',
      'has no very active friend',
      'has a most active friend {times} as active',
      'active friends',
      'quiet friends',
    ],
    [
      '最活跃好友的活跃程度',
      '有很活跃的好友',
      '没有很活跃的好友',
      '最活跃好友的活跃程度是平均的{times}',
      '好友活跃',
      '好友不活跃',
    ],
  ),
  friends_log_friends_mean: times(
    'well-connected friends',
    0.4,
    [
      "number of their friends' friends",
      'has friends with more friends',
      'has friends with fewer friends',
      'has friends with {times} as many friends',
      'connected friends',
      null,
    ],
    [
      '好友的好友数',
      '好友的好友较多',
      '好友的好友较少',
      '好友的好友数是平均的{times}',
      '好友人脉广',
      null,
    ],
  ),
};

/** Where somebody stands in the graph: random projections that mean nothing one by one. */
const place = together('who', 'who their friends are', '好友是谁');

export function socialFeatureLabel(name: string, locale: Locale): FeatureLabel {
  if (/^graph_\d+$/.test(name)) return labelIn(place, locale);
  const entry = entries[name];
  return entry === undefined ? unnamedFeature(name, locale) : labelIn(entry, locale);
}
