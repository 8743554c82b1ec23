import type { HttpConfig, JsonObject } from '../../connectors/index.ts';
import type {
  ExternalId,
  MappedConsent,
  MappedPart,
  MappedUser,
  RecordMapping,
  SourceRecord,
  StreamMapping,
} from '../mapping/mapped-record.ts';
import { eventsOf } from './events.ts';
import { fieldsOf, scalars, textOf } from './fields.ts';
import { aliasIds, idsOf } from './ids.ts';
import { itemOf, productOf, productsOf } from './products.ts';

/** What of an http source's settings decides on what its messages mean. */
export type SegmentSettings = Pick<HttpConfig, 'consent' | 'describeItems' | 'identity'>;

/** As many traits as one part may hold; more go into further parts. */
const TRAITS_A_PART = 64;

/**
 * What the messages of the Segment tracking API mean: its e-commerce vocabulary becomes our events,
 * items and traits, other `track` events become actions.
 * @param declared the source's own mapping; where it makes something of a message, that stands in
 *   place of the events that the vocabulary would give
 */
export function segmentMapping(
  settings: SegmentSettings,
  declared: RecordMapping | null,
): StreamMapping {
  const map = (record: SourceRecord): MappedPart[] => {
    const { data } = record;
    if (data.type === 'alias') {
      return [{ kind: 'user', user: aliasIds(data, settings.identity), explicit: true }];
    }
    const user = idsOf(data, settings.identity);
    const at = instantOf(data.timestamp);
    const own = declared?.(record) ?? [];
    const happened = own.length > 0 ? own : eventsOf(data, user, at);
    return [
      ...consentsOf(data, user, at, settings),
      ...usersOf(data, user, happened.length === 0),
      ...(settings.describeItems ? itemsOf(data) : []),
      ...happened,
    ];
  };
  return { map, mapUnfiltered: null };
}

/** The connector writes times in one form, which needs no calendar to be read. */
function instantOf(timestamp: unknown): number | string {
  const text = String(timestamp);
  return /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/.test(text) ? Date.parse(text) : text;
}

function consentsOf(
  data: JsonObject,
  user: readonly ExternalId[],
  at: number | string,
  { consent }: SegmentSettings,
): MappedConsent[] {
  const { categoryPreferences } = fieldsOf(fieldsOf(data.context).consent);
  return Object.entries(fieldsOf(categoryPreferences)).flatMap(([category, granted]) =>
    Object.hasOwn(consent, category) && typeof granted === 'boolean'
      ? [{ kind: 'consent', user, purpose: consent[category]!, granted, at }]
      : [],
  );
}

/** What is declared of the user, or at least that the message's ids are one user. */
function usersOf(data: JsonObject, user: readonly ExternalId[], always: boolean): MappedUser[] {
  const traits = [...traitsOf(data)];
  const parts: MappedUser[] = [];
  for (let start = 0; start < traits.length; start += TRAITS_A_PART) {
    const some = traits.slice(start, start + TRAITS_A_PART);
    parts.push({ kind: 'user', user, traits: Object.fromEntries(some) });
  }
  return parts.length === 0 && always ? [{ kind: 'user', user }] : parts;
}

function* traitsOf(data: JsonObject): Generator<[string, string | number | boolean | null]> {
  if (data.type === 'identify') yield* named(scalars(fieldsOf(data.traits)));
  if (data.type !== 'group') return;
  const group = textOf(data.groupId);
  if (group !== null) yield ['group', group];
  for (const [name, value] of scalars(fieldsOf(data.traits))) yield [`group.${name}`, value];
}

function* named<Value>(entries: Iterable<[string, Value]>): Generator<[string, Value]> {
  for (const entry of entries) if (entry[0] !== '') yield entry;
}

function itemsOf(data: JsonObject): MappedPart[] {
  if (data.type !== 'track') return [];
  const properties = fieldsOf(data.properties);
  const [one, many] = [productOf(properties), productsOf(properties.products)];
  return [...(one === null ? [] : [one]), ...many].flatMap((product) => itemOf(product) ?? []);
}
