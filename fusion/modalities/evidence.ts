import type { Event } from '../data/event.ts';
import type { Item } from '../data/item.ts';
import type { EventType, Locale } from './event-type.ts';

const unknownItem: Readonly<Record<Locale, string>> = {
  en: 'an item',
  'zh-CN': '一件商品',
};
const unknownEvent: Readonly<Record<Locale, string>> = {
  en: 'did something of an unknown kind',
  'zh-CN': '进行了未知类型的操作',
};

/** An item as a reader would call it: `'Blue kettle' (kitchen)`. */
function nameItem(event: Event, item: Item | null, locale: Locale): string {
  const name = item?.title ?? event.itemId;
  if (name === null) return unknownItem[locale];
  const category = item?.categories.at(-1);
  const quoted = locale === 'en' ? `'${name}'` : `“${name}”`;
  if (category === undefined) return quoted;
  return locale === 'en' ? `${quoted} (${category})` : `${quoted}（${category}）`;
}

/**
 * Fills an event type's sentence part. A placeholder without a value takes the optional part in
 * square brackets around it away: `searched[ for '{query}']`.
 */
export function describeEvent(
  type: EventType | undefined,
  event: Event,
  item: Item | null,
  locale: Locale,
): string {
  if (!type) return unknownEvent[locale];
  const textOf = (field: string): string | null => {
    if (field === 'item') return nameItem(event, item, locale);
    const value = field === 'value' ? event.value : event.attributes[field];
    if (value === null || value === undefined || value === '') return null;
    return typeof value === 'number' ? String(Math.round(value * 100) / 100) : String(value);
  };
  const optional = (part: string): string =>
    [...part.matchAll(/\{(\w+)\}/g)].every((field) => textOf(field[1] ?? '') !== null) ? part : '';
  return type.evidence[locale]
    .replace(/\[([^\]]*)\]/g, (_, part: string) => optional(part))
    .replace(/\{(\w+)\}/g, (_, field: string) => textOf(field) ?? '');
}
