import { categoryLabel } from '../category-labels.ts';
import { clockLabels } from '../clock-labels.ts';
import type { Locale } from '../event-type.ts';
import {
  type FeatureEntries,
  type FeatureEntry,
  type FeatureLabel,
  labelIn,
  percent,
  plain,
  times,
  unnamedFeature,
} from '../feature-label.ts';
import type { ModalityVocabulary } from '../modality-words.ts';
import { priceLabels } from '../price-labels.ts';
import { rhythmLabels } from '../rhythm-labels.ts';

export const browsingWords: ModalityVocabulary = {
  en: {
    subject: 'their browsing',
    data: 'browsing data',
    events: {
      view: ['view', 'views'],
      click: ['click', 'clicks'],
      dwell: ['long look', 'long looks'],
      search: ['search', 'searches'],
      cart: ['item put into the cart', 'items put into the cart'],
      cart_removal: ['item taken out of the cart', 'items taken out of the cart'],
      wishlist: ['wish', 'wishes'],
      page: ['page opened', 'pages opened'],
      action: ['action', 'actions'],
    },
  },
  'zh-CN': {
    subject: '其浏览行为',
    data: '浏览记录',
    events: {
      view: ['浏览', '浏览'],
      click: ['点击', '点击'],
      dwell: ['停留', '停留'],
      search: ['搜索', '搜索'],
      cart: ['加购', '加购'],
      cart_removal: ['移出购物车', '移出购物车'],
      wishlist: ['收藏', '收藏'],
      page: ['打开页面', '打开页面'],
      action: ['操作', '操作'],
    },
  },
};

function kind(type: string, verb: string, doers: string, telling: number): FeatureEntry {
  const [, things] = browsingWords.en.events[type];
  const [chinese] = browsingWords['zh-CN'].events[type];
  return times(
    type === 'view' ? 'how often: browsing' : `how often: ${type}`,
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
  );
}

const entries: FeatureEntries = {
  ...rhythmLabels({
    topic: 'browsing',
    verb: 'browses',
    past: 'browsed',
    last: 'last browsed',
    things: 'page visits',
    doers: 'browsers',
    chinese: '浏览',
    telling: 0.7,
  }),
  ...priceLabels({ en: 'browsing', 'zh-CN': '浏览' }, 0.9),
  ...clockLabels({ en: 'browsing', 'zh-CN': '浏览' }, 0.9),
  log_count_view: kind('view', 'views items', 'browsers', 0.6),
  log_count_click: kind('click', 'clicks items', 'clickers', 0.4),
  log_count_dwell: kind('dwell', 'takes long looks', 'lookers', 0.5),
  log_count_search: kind('search', 'searches', 'searchers', 0.7),
  log_count_cart: kind('cart', 'fills the cart', 'cart fillers', 0.7),
  log_count_cart_removal: kind('cart_removal', 'empties the cart', 'cart emptiers', 0.5),
  log_count_wishlist: kind('wishlist', 'wishes', 'wishers', 0.6),
  search_share: percent(
    'how often: search',
    0.8,
    [
      'share of searches',
      'searches more',
      'searches less',
      'does {value} of browsing by search',
      'searchers',
      'few searches',
    ],
    ['搜索占比', '更常搜索', '较少搜索', '{value}的浏览为搜索', '常搜索', '少搜索'],
  ),
  log_sessions: times(
    'how often: browsing',
    0.75,
    [
      'number of visits to the shop',
      'visits the shop more often',
      'visits the shop less often',
      'visits the shop {times} as often',
      'frequent visitors',
      'rare visitors',
    ],
    ['访问次数', '访问更频繁', '访问较少', '访问次数是平均的{times}', '访问频繁', '很少访问'],
  ),
  log_events_a_session: times(
    'length of visits',
    0.6,
    [
      'pages in a visit',
      'sees more in a visit',
      'sees less in a visit',
      'sees {times} as much in a visit',
      'long visits',
      'short visits',
    ],
    [
      '每次访问的页面数',
      '每次访问看得多',
      '每次访问看得少',
      '每次访问页面数是平均的{times}',
      '访问较长',
      '访问较短',
    ],
  ),
  log_session_seconds: times(
    'length of visits',
    0.6,
    [
      'length of a visit',
      'stays longer in a visit',
      'leaves sooner',
      'stays {times} as long in a visit',
      'long visits',
      'short visits',
    ],
    [
      '每次访问时长',
      '每次访问较长',
      '每次访问较短',
      '每次访问时长是平均的{times}',
      '访问较长',
      '访问较短',
    ],
  ),
  log_dwell_seconds_mean: times(
    'time on a page',
    0.5,
    [
      'time on a page',
      'reads longer',
      'reads shorter',
      'stays {times} as long on a page',
      'thorough readers',
      'quick readers',
    ],
    ['页面停留时间', '停留较长', '停留较短', '页面停留时间是平均的{times}', '停留较长', '停留较短'],
  ),
  fast_share: percent(
    'speed',
    0.5,
    [
      'share of page events faster than reading',
      'moves faster than people read',
      'moves at reading speed',
      'does {value} of browsing faster than people read',
      'robot-like speed',
    ],
    [
      '快于阅读速度的浏览占比',
      '浏览快于正常阅读',
      '浏览速度正常',
      '{value}的浏览快于正常阅读',
      '疑似机器',
    ],
  ),
  log_gap_seconds_median: times(
    'speed',
    0.2,
    [
      'usual time between two pages',
      'takes longer between pages',
      'takes less between pages',
      'takes {times} as long between pages',
    ],
    ['翻页间隔', '翻页间隔较长', '翻页间隔较短', '翻页间隔是平均的{times}'],
  ),
  devices: plain(
    'devices',
    0.4,
    [
      'number of devices',
      'uses more devices',
      'uses fewer devices',
      'uses {value} devices',
      'several devices',
      'one device',
    ],
    ['设备数', '使用设备较多', '使用设备较少', '使用{value}台设备', '多设备', '单设备'],
  ),
  distinct_item_share: percent(
    'variety',
    0.5,
    [
      'variety of what they look at',
      'looks at many different items',
      'comes back to the same items',
      'does {value} of looks at new items',
      'varied interests',
      'returning interests',
    ],
    [
      '浏览多样性',
      '浏览种类多',
      '反复浏览相同商品',
      '{value}的浏览是新商品',
      '兴趣多样',
      '兴趣集中',
    ],
  ),
  cart_a_view: percent(
    'how often: cart',
    0.6,
    [
      'items put into the cart for each view',
      'puts more of what is viewed into the cart',
      'mostly just looks',
      'puts {value} of what is viewed into the cart',
      'decided shoppers',
      'window shoppers',
    ],
    ['浏览加购率', '浏览后更常加购', '多看少加购', '{value}的浏览被加购', '加购率高', '只看不买'],
  ),
};

const shared = { verb: 'does', things: 'browsing', chinese: '浏览' };

export function browsingFeatureLabel(name: string, locale: Locale): FeatureLabel {
  const entry = entries[name];
  if (entry !== undefined) return labelIn(entry, locale);
  return categoryLabel(shared, name, locale) ?? unnamedFeature(name, locale);
}
