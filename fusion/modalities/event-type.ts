import { z } from 'zod';
import type { Event } from '../data/event.ts';

/** The languages that evidence is written in. */
export type Locale = 'en' | 'zh-CN';

/** The part of an event that its type decides on; the rest is the same for every type. */
export type EventContent = Pick<Event, 'itemId' | 'otherUserId' | 'value' | 'attributes'>;

/** One kind of event of a modality: what it may hold and how strongly it speaks. */
export interface EventType {
  readonly description: string;
  /** Checks an event's content; what it returns is stored. */
  readonly schema: z.ZodType<EventContent>;
  /** How strongly it says "interested in the item", 0 to 1; 0 where it is no interaction with an item. */
  readonly weight: number;
  /** A sentence part without the user, in which `{item}`, `{value}` and attributes are filled in. */
  readonly evidence: Readonly<Record<Locale, string>>;
}

/** Longest text that an attribute may hold: nothing a shop tells of an event needs more. */
export const LONGEST_TEXT = 2000;

const longestId = 256;
const scalar = z.union([z.string().max(LONGEST_TEXT), z.number(), z.boolean(), z.null()]);

/** An id of an item or a user. */
export const idSchema = z.string().min(1).max(longestId);

/** Attributes with some fields declared; others pass as long as they are scalars. */
export function attributesSchema<Shape extends z.ZodRawShape>(shape: Shape) {
  return z.object(shape).catchall(scalar);
}

/** Fields for events that happen at a place. */
export const placeShape = {
  latitude: z.number().min(-90).max(90).nullish(),
  longitude: z.number().min(-180).max(180).nullish(),
} as const;

/** What an event's content is made of; fields that a type does not use must be null. */
export interface ContentShape {
  readonly itemId?: z.ZodType<string | null>;
  readonly otherUserId?: z.ZodType<string | null>;
  readonly value?: z.ZodType<number | null>;
  readonly attributes?: z.ZodType<EventContent['attributes']>;
}

/** A content schema in which every field not named has to be null (attributes: any scalars). */
export function contentSchema(shape: ContentShape): z.ZodType<EventContent> {
  const nothing = z.null();
  return z.object({
    itemId: shape.itemId ?? nothing,
    otherUserId: shape.otherUserId ?? nothing,
    value: shape.value ?? nothing,
    attributes: shape.attributes ?? z.record(z.string().max(longestId), scalar),
  });
}
