import { z } from 'zod';
import {
  attributesSchema,
  contentSchema,
  type EventType,
  idSchema,
  placeShape,
} from '../event-type.ts';

const seconds = z.number().min(0).max(86_400).nullable();
const attributes = attributesSchema({
  ...placeShape,
  sessionId: z.string().max(256).nullish(),
  device: z.string().max(256).nullish(),
  url: z.string().max(2000).nullish(),
});
const label = z.string().max(256).nullish();

/** What people do on a shop's pages. */
export const browsingEventTypes = {
  view: {
    description: 'Looked at an item; the value is the time on the page in seconds, where known.',
    schema: contentSchema({ itemId: idSchema, value: seconds, attributes }),
    weight: 0.3,
    evidence: { en: 'viewed {item}', 'zh-CN': '浏览了{item}' },
  },
  click: {
    description: 'Clicked an item in a list, a mail or an advertisement.',
    schema: contentSchema({ itemId: idSchema, value: seconds, attributes }),
    weight: 0.2,
    evidence: { en: 'clicked {item}', 'zh-CN': '点击了{item}' },
  },
  dwell: {
    description: 'Stayed with an item; the value is the time in seconds.',
    schema: contentSchema({ itemId: idSchema, value: seconds, attributes }),
    weight: 0.4,
    evidence: {
      en: 'stayed with {item}[ for {value} s]',
      'zh-CN': '在{item}停留[了 {value} 秒]',
    },
  },
  search: {
    description: 'Searched the shop; `query` holds the words, the value how many results came.',
    schema: contentSchema({
      itemId: idSchema.nullable(),
      value: z.number().min(0).nullable(),
      attributes: attributes.extend({ query: z.string().max(1000).nullish() }),
    }),
    weight: 0,
    evidence: { en: "searched[ for '{query}']", 'zh-CN': '搜索[了“{query}”]' },
  },
  cart: {
    description: 'Put an item into the cart; the value is the quantity.',
    schema: contentSchema({ itemId: idSchema, value: z.number().min(0).nullable(), attributes }),
    weight: 0.7,
    evidence: { en: 'put {item} into the cart', 'zh-CN': '将{item}加入购物车' },
  },
  cart_removal: {
    description: 'Took an item out of the cart; the value is the quantity.',
    schema: contentSchema({ itemId: idSchema, value: z.number().min(0).nullable(), attributes }),
    weight: 0,
    evidence: { en: 'took {item} out of the cart', 'zh-CN': '将{item}移出购物车' },
  },
  wishlist: {
    description: 'Put an item on the wish list.',
    schema: contentSchema({ itemId: idSchema, value: z.number().min(0).nullable(), attributes }),
    weight: 0.6,
    evidence: { en: 'wished for {item}', 'zh-CN': '收藏了{item}' },
  },
  page: {
    description: 'Opened a page or a screen that is about no item; `name` says which.',
    schema: contentSchema({ attributes: attributes.extend({ name: label }) }),
    weight: 0,
    evidence: { en: "opened a page[ '{name}']", 'zh-CN': '打开了页面[“{name}”]' },
  },
  action: {
    description: 'Did something that the shop gives a name of its own; `name` holds it.',
    schema: contentSchema({
      itemId: idSchema.nullable(),
      attributes: attributes.extend({ name: label }),
    }),
    weight: 0,
    evidence: { en: "did '{name}'", 'zh-CN': '进行了“{name}”' },
  },
} as const satisfies Record<string, EventType>;
