import { spokenName } from '../../fusion/index.ts';
import type { Json } from '../../store/index.ts';
import { durationParts } from '../rules/duration.ts';
import type { EventFilter, EventQuery, Limits } from '../rules/rule.ts';
import type { WordsOf } from './phrases.ts';

const UNITS: Readonly<Record<string, string>> = { hour: '小时', day: '天', week: '周' };
const WEEKDAY_NAMES: Readonly<Record<string, string>> = {
  monday: '星期一',
  tuesday: '星期二',
  wednesday: '星期三',
  thursday: '星期四',
  friday: '星期五',
  saturday: '星期六',
  sunday: '星期日',
};

/** Weekday names within a text, in Chinese. */
export function weekdays(text: string): string {
  return text.replace(/[a-z]+day/g, (day) => WEEKDAY_NAMES[day] ?? day);
}

export function lately(within: string | undefined): string {
  return within === undefined ? '' : `最近 ${duration(within)}`;
}

/** 14 天 */
export function duration(text: string): string {
  const { amount, unit } = durationParts(text);
  return `${amount} ${UNITS[unit] ?? unit}`;
}

/** 最近 30 天 garden 类的购买 */
export function events(
  query: EventQuery & { readonly within?: string },
  _amount: number,
  wordsOf: WordsOf,
): string {
  const { modality, type } = query;
  const noun =
    type === undefined
      ? (wordsOf(modality)?.data ?? `${modality} 事件`)
      : (wordsOf(modality)?.events[type]?.[0] ?? spokenName(type));
  const parts = [lately(query.within), ...filter(query.where)].filter((part) => part !== '');
  return parts.length === 0 ? noun : `${parts.join('、')}的${noun}`;
}

function filter(where: EventFilter | undefined): string[] {
  if (where === undefined) return [];
  const parts: string[] = [];
  if (where.category !== undefined) parts.push(`${either(where.category)}类`);
  if (where.item !== undefined) parts.push(`商品 ${either(where.item)}`);
  for (const [name, value] of Object.entries(where.attributes ?? {})) {
    parts.push(`${spokenName(name)}为${literal(value)}`);
  }
  if (where.value !== undefined) parts.push(`金额${limits(where.value, false)}`);
  return parts;
}

export function either(values: string | readonly string[]): string {
  const list = typeof values === 'string' ? [values] : values;
  return list.length <= 3 ? list.join('或') : `${list.length} 个选项之一`;
}

/** A value as it is said. */
export function literal(value: Json): string {
  if (typeof value === 'number') return ` ${number(value)} `.trim();
  if (typeof value === 'boolean') return value ? '是' : '否';
  return typeof value === 'string' ? value : '无';
}

/** At most two decimals. */
export function number(value: number): string {
  return String(Math.round(value * 100) / 100);
}

export function percent(share: number): string {
  const rounded = Math.round(share * 100);
  return rounded === 0 && share > 0 ? '不到 1%' : `${rounded}%`;
}

/** 至少 3，3 至 5；否定时为 少于 3。 */
export function limits({ atLeast, atMost }: Limits, negated: boolean): string {
  if (atLeast !== undefined && atMost !== undefined) {
    if (atLeast === atMost) return `${negated ? '不等于' : '恰好'} ${number(atLeast)}`;
    return `${negated ? '不在 ' : ''}${number(atLeast)} 至 ${number(atMost)}${negated ? ' 之间' : ''}`;
  }
  if (atLeast !== undefined) return `${negated ? '少于' : '至少'} ${number(atLeast)}`;
  return `${negated ? '多于' : '至多'} ${number(atMost ?? 0)}`;
}

/** 1998 年或以后 */
export function years({ atLeast, atMost }: Limits, negated: boolean): string {
  if (atLeast !== undefined && atMost !== undefined) {
    return `${negated ? '不在 ' : ''}${atLeast} 至 ${atMost} 年${negated ? '之间' : ''}`;
  }
  if (atLeast !== undefined) return `${atLeast} 年${negated ? '以前' : '或以后'}`;
  return `${atMost} 年${negated ? '以后' : '或以前'}`;
}

/** 2.1 倍，60%。 */
export function ratio(value: number): string {
  if (value < 1) return ` ${percent(value)}`;
  return ` ${value >= 10 ? Math.round(value) : Math.round(value * 10) / 10} 倍`;
}
