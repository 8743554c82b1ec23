import { type JsonObject, plainName } from '../../connectors/index.ts';
import type { Scalar } from '../../fusion/index.ts';
import type { ExternalId, MappedEvent } from '../mapping/mapped-record.ts';
import { attributesOf, fieldsOf, numberOf, textOf } from './fields.ts';
import { type Product, productOf, productsOf } from './products.ts';
import { type Meaning, meaningOf } from './vocabulary.ts';

/** What all events of one message have in common. */
interface Told {
  readonly user: readonly ExternalId[];
  readonly at: number | string;
  readonly properties: Readonly<Record<string, unknown>>;
  /** Where it happened: page, session, device, coordinates. */
  readonly place: Readonly<Record<string, Scalar>>;
}

const NOT_ATTRIBUTES = new Set(['product_id', 'name', 'image_url', 'url', 'query', 'quantity']);
const LONGEST_NAME = 256;
/** Of an order without lines, and of one that was cancelled without saying what was in it. */
const WHOLE_ORDER: readonly (Product | null)[] = [null];

/** The events that a message stands for: `track`, `page` and `screen` say what happened, others nothing. */
export function eventsOf(
  data: JsonObject,
  user: readonly ExternalId[],
  at: number | string,
): MappedEvent[] {
  const properties = fieldsOf(data.properties);
  const told = { user, at, properties, place: placeOf(fieldsOf(data.context), properties) };
  if (data.type === 'page' || data.type === 'screen') {
    return [event(told, 'browsing', 'page', pageFacts(data, properties))];
  }
  if (data.type !== 'track') return [];
  const name = textOf(data.event) ?? 'unnamed';
  const meaning = meaningOf(plainName(name));
  return meaning.kind === 'order' ? orderLines(told, meaning) : [trackEvent(told, meaning, name)];
}

function trackEvent(told: Told, meaning: Meaning, name: string): MappedEvent {
  const { properties } = told;
  const facts = attributesOf(properties, NOT_ATTRIBUTES);
  if (meaning.kind === 'search') {
    const query = textOf(properties.query);
    return event(told, 'browsing', 'search', { ...facts, query: query?.slice(0, 1000) ?? null });
  }
  const product = productOf(properties);
  if (meaning.kind === 'product' && product !== null) {
    const value = meaning.counted ? product.quantity : null;
    return { ...event(told, 'browsing', meaning.type, facts), itemId: product.id, value };
  }
  const named = { ...facts, name: name.slice(0, LONGEST_NAME) };
  return { ...event(told, 'browsing', 'action', named), itemId: product?.id ?? null };
}

/** One event a line, numbered by its place, so that an updated order replaces line by line. */
function orderLines(told: Told, { type }: { readonly type: string }): MappedEvent[] {
  const { properties } = told;
  const products = productsOf(properties.products);
  const shared = present({
    orderId: textOf(properties.order_id)?.slice(0, 256),
    currency: textOf(properties.currency)?.slice(0, 8),
    coupon: textOf(properties.coupon)?.slice(0, 256),
  });
  return (products.length === 0 ? WHOLE_ORDER : products).map((line, part) => {
    const coupon = textOf(line?.fields.coupon)?.slice(0, 256);
    const facts = present({ ...shared, quantity: line?.quantity, ...(coupon ? { coupon } : {}) });
    const value =
      line === null ? (numberOf(properties.revenue) ?? numberOf(properties.total)) : paid(line);
    return { ...event(told, 'transactions', type, facts), itemId: line?.id ?? null, value, part };
  });
}

const paid = ({ price, quantity }: Product): number | null =>
  price === null ? null : Math.round(price * (quantity ?? 1) * 1e6) / 1e6;

function event(
  { user, at, place }: Told,
  modality: string,
  type: string,
  facts: Readonly<Record<string, Scalar>>,
): MappedEvent {
  return { kind: 'event', modality, type, at, user, attributes: { ...place, ...facts }, part: 0 };
}

function pageFacts(
  data: JsonObject,
  properties: Readonly<Record<string, unknown>>,
): Record<string, Scalar> {
  const name = textOf(data.name) ?? textOf(properties.title) ?? textOf(properties.path);
  return present({
    ...attributesOf(properties, NOT_ATTRIBUTES),
    name: name?.slice(0, LONGEST_NAME),
    category: textOf(data.category)?.slice(0, LONGEST_NAME),
    screen: data.type === 'screen' ? true : null,
  });
}

function placeOf(
  context: Readonly<Record<string, unknown>>,
  properties: Readonly<Record<string, unknown>>,
): Record<string, Scalar> {
  const { page, location, device } = context;
  const { latitude, longitude } = fieldsOf(location);
  const [lat, lon] = [numberOf(latitude), numberOf(longitude)];
  const onEarth = lat !== null && lon !== null && Math.abs(lat) <= 90 && Math.abs(lon) <= 180;
  return present({
    url: (textOf(properties.url) ?? textOf(fieldsOf(page).url))?.slice(0, 2000),
    sessionId: textOf(context.sessionId)?.slice(0, 256),
    device: textOf(fieldsOf(device).id)?.slice(0, 256),
    ...(onEarth ? { latitude: lat, longitude: lon } : {}),
  });
}

/** Without what is not known. */
function present(facts: Readonly<Record<string, Scalar | undefined>>): Record<string, Scalar> {
  const known: Record<string, Scalar> = {};
  for (const [name, value] of Object.entries(facts)) if (value != null) known[name] = value;
  return known;
}
