import { z } from 'zod';
import {
  attributesSchema,
  contentSchema,
  type EventType,
  idSchema,
  placeShape,
} from '../event-type.ts';

const minutes = z.number().min(0).max(1e6).nullable();
const accuracy = z.number().min(0).max(1e7).nullish();

/** Where users are. Degrees; a check-in without coordinates takes those of its item. */
export const locationEventTypes = {
  ping: {
    description: 'Was seen at coordinates; `accuracy` in metres; the value is the stay in minutes.',
    schema: contentSchema({
      value: minutes,
      attributes: attributesSchema({
        latitude: z.number().min(-90).max(90),
        longitude: z.number().min(-180).max(180),
        accuracy,
      }),
    }),
    weight: 0,
    evidence: {
      en: 'was seen near {latitude}, {longitude}',
      'zh-CN': '出现在 {latitude}, {longitude} 附近',
    },
  },
  check_in: {
    description: 'Was at a place that the shop knows as an item; the value is the stay in minutes.',
    schema: contentSchema({
      itemId: idSchema,
      value: minutes,
      attributes: attributesSchema({ ...placeShape, accuracy }),
    }),
    weight: 0.9,
    evidence: { en: 'visited {item}', 'zh-CN': '到访了{item}' },
  },
} as const satisfies Record<string, EventType>;
