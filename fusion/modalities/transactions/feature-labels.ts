import { categoryLabel } from '../category-labels.ts';
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
import { priceLabels } from '../price-labels.ts';
import { rhythmLabels } from '../rhythm-labels.ts';

export const transactionWords: ModalityVocabulary = {
  en: {
    subject: 'their purchases',
    data: 'transactions',
    events: { purchase: ['purchase', 'purchases'], refund: ['refund', 'refunds'] },
  },
  'zh-CN': {
    subject: '其购买行为',
    data: '交易记录',
    events: { purchase: ['购买', '购买'], refund: ['退货', '退货'] },
  },
};

const entries: FeatureEntries = {
  ...rhythmLabels({
    topic: 'buying',
    verb: 'buys',
    past: 'bought',
    last: 'last bought',
    things: 'purchases',
    doers: 'buyers',
    chinese: '购买',
    telling: 0.8,
  }),
  ...priceLabels({ en: 'buying', 'zh-CN': '购买' }, 0.9),
  ...clockLabels({ en: 'buying', 'zh-CN': '购买' }, 0.8),
  log_spent: times(
    'money',
    0.85,
    [
      'money spent',
      'spends more',
      'spends less',
      'has spent {times} as much',
      'big spenders',
      'small spenders',
    ],
    ['消费总额', '消费较多', '消费较少', '消费总额是平均的{times}', '高消费', '低消费'],
  ),
  log_spent_90_days: times(
    'money',
    0.8,
    [
      'money spent in the last 90 days',
      'spent more lately',
      'spent less lately',
      'has spent {times} as much in the last 90 days',
      'big spenders',
      'small spenders',
    ],
    [
      '最近 90 天的消费额',
      '近期消费较多',
      '近期消费较少',
      '最近 90 天的消费额是平均的{times}',
      '高消费',
      '低消费',
    ],
  ),
  log_basket_value: times(
    'price level',
    0.9,
    [
      'value of an order',
      'places larger orders',
      'places smaller orders',
      'pays {times} as much for an order',
      'large orders',
      'small orders',
    ],
    [
      '单笔订单金额',
      '订单金额较高',
      '订单金额较低',
      '单笔订单金额是平均的{times}',
      '大额订单',
      '小额订单',
    ],
  ),
  log_basket_lines: times(
    'size of orders',
    0.6,
    [
      'items in an order',
      'puts more into an order',
      'puts less into an order',
      'puts {times} as many items into an order',
      'full baskets',
      'small baskets',
    ],
    [
      '单笔订单商品数',
      '每单商品较多',
      '每单商品较少',
      '每单商品数是平均的{times}',
      '每单商品多',
      '每单商品少',
    ],
  ),
  log_line_value_mean: times(
    'price level',
    1,
    [
      'price of what they buy',
      'buys dearer things',
      'buys cheaper things',
      'pays {times} as much for an item',
      'high prices',
      'low prices',
    ],
    [
      '所购商品的价格',
      '购买较贵的商品',
      '购买较便宜的商品',
      '所购商品的价格是平均的{times}',
      '偏好高价',
      '偏好低价',
    ],
  ),
  log_line_value_deviation: times(
    'price level',
    0.4,
    ['spread of prices paid', 'pays very different prices', 'pays much the same prices', null],
    ['购买价格的差异', '购买价格差异大', '购买价格接近', null],
  ),
  price_against_item: percent(
    'discounts',
    0.8,
    [
      'price paid against the list price',
      'pays nearer the full price',
      'pays less than the full price',
      'pays {value} of the list price',
      'full price',
      'discounts',
    ],
    [
      '实付价与标价之比',
      '接近原价购买',
      '以低于原价购买',
      '实付标价的{value}',
      '原价购买',
      '折扣购买',
    ],
  ),
  refund_share: percent(
    'refunds',
    0.8,
    [
      'share of refunds',
      'returns more',
      'returns less',
      'has {value} refunds among purchases',
      'many returns',
      'few returns',
    ],
    ['退货占比', '退货较多', '退货较少', '退货占{value}', '退货多', '退货少'],
  ),
  log_refunded: times(
    'refunds',
    0.6,
    [
      'money refunded',
      'gets more money back',
      'gets less money back',
      'got {times} as much money back',
      'many returns',
      'few returns',
    ],
    ['退款金额', '退款较多', '退款较少', '退款金额是平均的{times}', '退货多', '退货少'],
  ),
  coupon_share: percent(
    'discounts',
    0.8,
    [
      'share of purchases with a coupon',
      'uses coupons more',
      'uses coupons less',
      'uses coupons for {value} of purchases',
      'coupons',
      'no coupons',
    ],
    ['用券购买占比', '更常用券', '较少用券', '{value}的购买使用优惠券', '常用券', '不用券'],
  ),
  payment_kinds: plain(
    'ways to pay',
    0.3,
    [
      'number of ways to pay',
      'pays in more ways',
      'pays in fewer ways',
      'pays in {value} different ways',
    ],
    ['支付方式数', '支付方式较多', '支付方式较少', '使用{value}种支付方式'],
  ),
  currencies: plain(
    'currencies',
    0.2,
    [
      'number of currencies',
      'pays in more currencies',
      'pays in fewer currencies',
      'pays in {value} currencies',
    ],
    ['币种数', '使用币种较多', '使用币种较少', '使用{value}种货币'],
  ),
  distinct_item_share: percent(
    'variety',
    0.5,
    [
      'variety of purchases',
      'buys many different things',
      'buys the same things again',
      'makes {value} of purchases of new things',
      'varied purchases',
      'repeat purchases',
    ],
    ['购买多样性', '购买种类多', '重复购买较多', '{value}的购买是新商品', '购买多样', '重复购买'],
  ),
};

const shared = { verb: 'makes', things: 'purchases', chinese: '购买' };

export function transactionFeatureLabel(name: string, locale: Locale): FeatureLabel {
  const entry = entries[name];
  if (entry !== undefined) return labelIn(entry, locale);
  return categoryLabel(shared, name, locale) ?? unnamedFeature(name, locale);
}
