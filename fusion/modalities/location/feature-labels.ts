import { clockLabels } from '../clock-labels.ts';
import type { Locale } from '../event-type.ts';
import {
  type FeatureEntries,
  type FeatureLabel,
  labelIn,
  percent,
  plain,
  times,
  unnamedFeature,
} from '../feature-label.ts';
import type { ModalityVocabulary } from '../modality-words.ts';
import { rhythmLabels } from '../rhythm-labels.ts';

export const locationWords: ModalityVocabulary = {
  en: {
    subject: 'where they go',
    data: 'location data',
    events: { ping: ['sighting', 'sightings'], check_in: ['check-in', 'check-ins'] },
  },
  'zh-CN': {
    subject: '其出行情况',
    data: '位置记录',
    events: { ping: ['定位', '定位'], check_in: ['到店', '到店'] },
  },
};

const entries: FeatureEntries = {
  ...rhythmLabels({
    topic: 'coming by',
    verb: 'is seen',
    past: 'was seen',
    last: 'was last seen',
    things: 'sightings',
    doers: 'passers-by',
    chinese: '出现',
    telling: 0.4,
  }),
  ...clockLabels({ en: 'sightings', 'zh-CN': '出现' }, 0.4),
  log_radius_of_gyration_km: times(
    'how far',
    0.7,
    [
      'how far around they go',
      'goes farther around',
      'stays nearer home',
      'goes {times} as far around',
      'far travellers',
      'near home',
    ],
    [
      '活动半径',
      '活动范围较大',
      '活动范围较小',
      '活动半径是平均的{times}',
      '活动范围大',
      '活动范围小',
    ],
  ),
  log_home_work_km: times(
    'way to work',
    0.7,
    [
      'distance from home to work',
      'lives farther from work',
      'lives nearer to work',
      'has {times} as far to work',
      'commuters',
      'short commutes',
    ],
    [
      '住处到工作地的距离',
      '通勤较远',
      '通勤较近',
      '通勤距离是平均的{times}',
      '远距离通勤',
      '近距离通勤',
    ],
  ),
  home_share: percent(
    'at home',
    0.6,
    [
      'share of sightings at home',
      'is more at home',
      'is less at home',
      'is at home in {value} of sightings',
      'often at home',
      'rarely at home',
    ],
    ['在家占比', '更常在家', '较少在家', '{value}的出现在住处', '常在家', '少在家'],
  ),
  log_cells: times(
    'how far',
    0.7,
    [
      'number of neighbourhoods',
      'is seen in more neighbourhoods',
      'is seen in fewer neighbourhoods',
      'is seen in {times} as many neighbourhoods',
      'many places',
      'few places',
    ],
    [
      '到过的街区数',
      '到过的街区较多',
      '到过的街区较少',
      '到过的街区数是平均的{times}',
      '去处多',
      '去处少',
    ],
  ),
  cell_entropy: plain(
    'how far',
    0.5,
    [
      'variety of neighbourhoods',
      'divides time among more places',
      'keeps to few places',
      null,
      'many places',
      'few places',
    ],
    ['去处的多样性', '去处较分散', '去处较集中', null, '去处多', '去处少'],
  ),
  place_share: percent(
    'our places',
    1,
    [
      'share of sightings at our places',
      'is more often at our places',
      'is rarely at our places',
      'is at our places in {value} of sightings',
      'store visitors',
      'rarely in stores',
    ],
    ['到店占比', '更常到店', '很少到店', '{value}的出现在门店', '常到店', '很少到店'],
  ),
  log_jump_km_mean: times(
    'how far',
    0.5,
    [
      'distance between sightings',
      'moves farther at a time',
      'moves less far at a time',
      'moves {times} as far at a time',
      'far travellers',
      'near home',
    ],
    [
      '两次出现的距离',
      '移动较远',
      '移动较近',
      '移动距离是平均的{times}',
      '活动范围大',
      '活动范围小',
    ],
  ),
  log_jump_km_max: times(
    'how far',
    0.5,
    [
      'longest way between sightings',
      'makes longer trips',
      'makes shorter trips',
      'makes trips {times} as long',
      'far travellers',
      'near home',
    ],
    [
      '最长移动距离',
      '有更远的出行',
      '出行较近',
      '最长移动距离是平均的{times}',
      '活动范围大',
      '活动范围小',
    ],
  ),
  log_stay_minutes_mean: times(
    'length of stays',
    0.5,
    [
      'length of a stay',
      'stays longer at a place',
      'stays shorter at a place',
      'stays {times} as long at a place',
      'long stays',
      'short stays',
    ],
    ['停留时长', '停留较久', '停留较短', '停留时长是平均的{times}', '停留久', '停留短'],
  ),
};

export function locationFeatureLabel(name: string, locale: Locale): FeatureLabel {
  const entry = entries[name];
  return entry === undefined ? unnamedFeature(name, locale) : labelIn(entry, locale);
}
