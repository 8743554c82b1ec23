import { z } from 'zod';
import {
  attributesSchema,
  contentSchema,
  type EventType,
  idSchema,
  placeShape,
} from '../event-type.ts';

const money = z.number().min(0).max(1e12).nullable();
const attributes = attributesSchema({
  ...placeShape,
  orderId: z.string().max(256).nullish(),
  quantity: z.number().min(0).max(1e9).nullish(),
  currency: z.string().max(8).nullish(),
  payment: z.string().max(256).nullish(),
  coupon: z.string().max(256).nullish(),
  discount: z.number().nullish(),
});

/** What users pay for. One event is one line of an order. */
export const transactionEventTypes = {
  purchase: {
    description: 'Bought an item; the value is what was paid for the line in the shop currency.',
    schema: contentSchema({ itemId: idSchema.nullable(), value: money, attributes }),
    weight: 1,
    evidence: { en: 'bought {item}[ for {value}]', 'zh-CN': '购买了{item}[，金额 {value}]' },
  },
  refund: {
    description: 'Gave an item back; the value is what was paid back.',
    schema: contentSchema({ itemId: idSchema.nullable(), value: money, attributes }),
    weight: 0,
    evidence: { en: 'returned {item}[ for {value}]', 'zh-CN': '退回了{item}[，退款 {value}]' },
  },
} as const satisfies Record<string, EventType>;
