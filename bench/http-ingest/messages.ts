import { RandomSource } from '../../fusion/tensor/random-source.ts';

const USERS = 10_000;
const PRODUCTS = 2_000;

/** What must be stored of a message: so many events under this record key. */
export type Expected = readonly [recordKey: string, events: number];

/** The body of a batch as a client sends it. */
export interface Batch {
  readonly body: string;
  readonly expected: readonly Expected[];
}

/** What shoppers do, in the proportions of a shop: mostly views, some carts, few orders. */
export function* batches(client: number, count: number, size: number): Generator<Batch> {
  const random = RandomSource.fromSeed(client);
  for (let batch = 0; batch < count; batch += 1) {
    const messages = Array.from({ length: size }, (_, index) =>
      message(random, `client-${client}-batch-${numbered(batch)}-message-${index}`),
    );
    yield {
      body: JSON.stringify({
        batch: messages.map(({ said }) => said),
        sentAt: new Date().toISOString(),
      }),
      expected: messages.map(({ expected }) => expected),
    };
  }
}

const DIGITS = 7;
const numbered = (batch: number): string => String(batch).padStart(DIGITS, '0');

/**
 * As many batches as are asked for, at next to no cost: some are made beforehand, and each is sent
 * again and again with the ids of messages that were never sent.
 */
export class EndlessBatches {
  readonly #made: readonly { readonly bytes: Buffer; readonly places: readonly number[] }[];
  readonly #expected: readonly (readonly Expected[])[];

  constructor(client: number, made: number, size: number) {
    const all = [...batches(client, made, size)];
    this.#expected = all.map(({ expected }) => expected);
    this.#made = all.map(({ body }, batch) => {
      const bytes = Buffer.from(body);
      return { bytes, places: placesOf(bytes, `-batch-${numbered(batch)}-`) };
    });
  }

  body(batch: number): Buffer {
    const { bytes, places } = this.#made[batch % this.#made.length]!;
    const body = Buffer.from(bytes);
    for (const place of places) body.write(numbered(batch), place, 'latin1');
    return body;
  }

  expected(batch: number): Expected[] {
    const made = batch % this.#made.length;
    const [was, is] = [made, batch].map((number) => `-batch-${numbered(number)}-`);
    return this.#expected[made]!.map(([key, events]) => [key.replace(was!, is!), events]);
  }
}

/** Where the number of the batch stands in its ids. */
function placesOf(bytes: Buffer, marked: string): number[] {
  const places: number[] = [];
  const digits = marked.length - DIGITS - 1;
  for (let at = bytes.indexOf(marked); at >= 0; at = bytes.indexOf(marked, at + 1)) {
    places.push(at + digits);
  }
  return places;
}

interface Message {
  readonly said: object;
  readonly expected: Expected;
}

function message(random: RandomSource, messageId: string): Message {
  const common = commonOf(random, messageId);
  const track = (event: string, properties: object): Message => ({
    said: { ...common, type: 'track', event, properties },
    expected: [messageId, 1],
  });
  const kind = random.uniform();
  if (kind < 0.6) return track('Product Viewed', product(random));
  if (kind < 0.7) return track('Product Added', { ...product(random), quantity: 1 });
  if (kind < 0.9) {
    const said = { ...common, type: 'page', name: 'Category', properties: { path: '/c' } };
    return { said, expected: [messageId, 1] };
  }
  if (kind < 0.95) {
    const said = { ...common, type: 'identify', traits: { plan: 'gold', age: 30 } };
    return { said, expected: [messageId, 0] };
  }
  const products = [product(random), product(random)];
  const order = track('Order Completed', { order_id: messageId, currency: 'EUR', products });
  return { ...order, expected: [`order:${messageId}`, products.length] };
}

function commonOf(random: RandomSource, messageId: string): object {
  const user = random.below(USERS);
  return {
    messageId,
    userId: `customer-${user}`,
    anonymousId: `device-${user}-${random.below(2)}`,
    timestamp: new Date().toISOString(),
    context: {
      library: { name: 'analytics-node', version: '3.1.0' },
      page: { url: `https://shop.example/products/${random.below(PRODUCTS)}`, path: '/products' },
      userAgent: 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36',
      locale: 'en-GB',
    },
    integrations: {},
  };
}

function product(random: RandomSource): object {
  const number = random.below(PRODUCTS);
  const category = `Category ${number % 40}`;
  return { product_id: `p${number}`, name: `Product ${number}`, category, price: number / 10 };
}
