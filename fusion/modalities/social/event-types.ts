import { z } from 'zod';
import { contentSchema, type EventType, idSchema } from '../event-type.ts';

const strength = z.number().min(0).max(1e6).nullable();

/** How users stand to one another. */
export const socialEventTypes = {
  friend: {
    description:
      'Is a friend of the other user; the value is how strong the tie is, where known. A symmetric tie is one event on each side.',
    schema: contentSchema({ otherUserId: idSchema, value: strength }),
    weight: 0,
    evidence: { en: 'became friends with another user', 'zh-CN': '与另一位用户成为好友' },
  },
  follow: {
    description: 'Follows the other user; the value is how strong the tie is, where known.',
    schema: contentSchema({ otherUserId: idSchema, value: strength }),
    weight: 0,
    evidence: { en: 'followed another user', 'zh-CN': '关注了另一位用户' },
  },
} as const satisfies Record<string, EventType>;
