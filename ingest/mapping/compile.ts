import type { Scalar } from '../../fusion/index.ts';
import { RecordRejection } from '../validate/reasons.ts';
import { holds } from './condition.ts';
import type { Expression, Mapping, TimeExpression } from './declaration.ts';
import {
  asScalar,
  evaluate,
  evaluateBoolean,
  evaluateName,
  evaluateNumber,
  nameOf,
} from './expression.ts';
import { externalIds } from './external-ids.ts';
import { type Scope, valueAt } from './field-path.ts';
import type {
  MappedEvent,
  MappedItem,
  MappedPart,
  RecordMapping,
  StreamMapping,
} from './mapped-record.ts';
import { parseTime } from './time.ts';

/**
 * Parts are numbered so that a part keeps its number when the list of mappings grows at its end or
 * when another element of the record changes: mapping, then element, then kind within the element.
 */
const PARTS_PER_MAPPING = 100_000;
const PARTS_PER_ELEMENT = 4;
const EVENT_PART = 0;
const EDGE_PART = 1;
const EDGE_BACK_PART = 2;
export const MAX_ELEMENTS = 10_000;

/** Makes one pure function out of a stream's declared mappings. */
export function compileMappings(mappings: readonly Mapping[]): StreamMapping {
  const mapped = (of: readonly Mapping[], always: boolean): RecordMapping => {
    return ({ data }) =>
      of.flatMap((mapping, index) =>
        elements(mapping, data).flatMap((scope, element) =>
          always || holds(mapping.when, scope)
            ? partsOf(mapping, scope, index * PARTS_PER_MAPPING + element * PARTS_PER_ELEMENT)
            : [],
        ),
      );
  };
  const filters = mappings.some(({ when, event, edge }) => when && (event ?? edge));
  return { map: mapped(mappings, false), mapUnfiltered: filters ? mapped(mappings, true) : null };
}

function elements(mapping: Mapping, data: unknown): Scope[] {
  if (mapping.each === undefined) return [{ data }];
  const list = valueAt({ data }, mapping.each);
  if (list === undefined || list === null) return [];
  if (!Array.isArray(list)) {
    throw new RecordRejection('not_scalar', `Field \`${mapping.each}\` under \`each\` is no list.`);
  }
  if (list.length > MAX_ELEMENTS) {
    throw new RecordRejection(
      'too_many_parts',
      `Field \`${mapping.each}\` has over ${MAX_ELEMENTS} elements.`,
    );
  }
  return list.map((each) => ({ data, each }));
}

function partsOf(mapping: Mapping, scope: Scope, firstPart: number): MappedPart[] {
  const parts: MappedPart[] = [];
  const { event, edge, item, user, consent } = mapping;
  if (event) parts.push(mapEvent(event, scope, firstPart + EVENT_PART));
  if (edge) {
    const there = mapEvent(edge, scope, firstPart + EDGE_PART);
    parts.push(there);
    if (edge.symmetric) {
      parts.push({
        ...there,
        user: there.other ?? [],
        other: there.user,
        part: firstPart + EDGE_BACK_PART,
      });
    }
  }
  if (item) parts.push(mapItem(item, scope));
  if (user) {
    const traits = fields(user.traits, scope);
    parts.push({ kind: 'user', user: externalIds(user.ids, scope, 'user'), traits });
  }
  if (consent) {
    const granted = evaluateBoolean(consent.granted, scope);
    if (granted === null) throw missing(consent.granted);
    parts.push({
      kind: 'consent',
      user: externalIds(consent.user, scope, 'user'),
      purpose: evaluateName(consent.purpose, scope),
      granted,
      ...(consent.at === undefined ? {} : { at: mapTime(consent.at, scope, consent.timezone) }),
    });
  }
  return parts;
}

function mapEvent(
  declared: NonNullable<Mapping['event'] | Mapping['edge']>,
  scope: Scope,
  part: number,
): MappedEvent {
  const itemId = 'item' in declared && declared.item ? evaluate(declared.item, scope) : null;
  return {
    kind: 'event',
    modality: evaluateName(declared.modality, scope),
    type: evaluateName(declared.type, scope),
    at: mapTime(declared.at, scope, declared.timezone),
    user: externalIds(declared.user, scope, 'user'),
    other: declared.other ? externalIds(declared.other, scope, 'other user') : null,
    itemId: itemId === null ? null : String(itemId).trim(),
    value: declared.value === undefined ? null : evaluateNumber(declared.value, scope),
    attributes: fields(declared.attributes, scope),
    part,
  };
}

function mapItem(declared: NonNullable<Mapping['item']>, scope: Scope): MappedItem {
  const id = evaluate(declared.id, scope);
  if (id === null) throw missing(declared.id);
  const title = declared.title === undefined ? null : evaluate(declared.title, scope);
  const number = (expression: Expression | undefined): number | null =>
    expression === undefined ? null : evaluateNumber(expression, scope);
  return {
    kind: 'item',
    id: String(id).trim(),
    title: title === null ? null : String(title),
    categories: categories(declared.categories, scope),
    price: number(declared.price),
    latitude: number(declared.latitude),
    longitude: number(declared.longitude),
    attributes: fields(declared.attributes, scope),
  };
}

type Categories = NonNullable<Mapping['item']>['categories'];

function categories(declared: Categories, scope: Scope): string[] {
  if (declared === undefined) return [];
  const texts = (values: readonly unknown[]): string[] =>
    values
      .map((value) => asScalar(value, 'a category'))
      .filter((value) => value !== null)
      .map((value) => String(value).trim());
  if (Array.isArray(declared)) {
    return texts(declared.map((expression) => evaluate(expression, scope)));
  }
  const { field, separator } =
    typeof declared === 'string' ? { field: declared, separator: undefined } : declared;
  const value = valueAt(scope, field);
  if (Array.isArray(value)) return texts(value);
  const text = asScalar(value, `field \`${field}\``);
  if (text === null) return [];
  return texts(separator === undefined ? [text] : String(text).split(separator));
}

function mapTime(declared: TimeExpression, scope: Scope, timezone: string | undefined): number {
  const { field, ...format } = typeof declared === 'string' ? { field: declared } : { ...declared };
  return parseTime(valueAt(scope, field), `Field \`${field}\``, { timezone, ...format });
}

/** Only what the record knows: a field without a value gives no attribute, rather than an empty one. */
function fields(
  declared: Readonly<Record<string, Expression>> | undefined,
  scope: Scope,
): Record<string, Scalar> {
  const values: Record<string, Scalar> = {};
  for (const [name, expression] of Object.entries(declared ?? {})) {
    const value = evaluate(expression, scope);
    if (value !== null) values[name] = value;
  }
  return values;
}

function missing(expression: Expression): RecordRejection {
  return new RecordRejection('field_missing', `The ${nameOf(expression)} has no value.`);
}
