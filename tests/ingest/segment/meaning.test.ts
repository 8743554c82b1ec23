import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { basic, type Listening, listen, webSource } from '../../server/receive/support.ts';

const NOW = Date.parse('2025-06-01T12:00:00Z');
const at = (minute: number) =>
  new Date(Date.parse('2025-06-01T10:00:00Z') + minute * 60_000).toISOString();

describe('what messages mean', () => {
  let server: Listening;
  let messages = 0;
  before(async () => {
    server = await listen(
      [
        webSource(
          { consent: { analytics: 'profiling', ads: 'marketing' } },
          {
            streams: [
              {
                name: 'messages',
                map: {
                  when: { field: 'event', equals: 'Table Booked' },
                  event: {
                    modality: 'location',
                    type: 'check_in',
                    at: 'timestamp',
                    user: { user_id: 'userId', anonymous_id: 'anonymousId' },
                    item: 'properties.restaurant',
                  },
                },
              },
            ],
          },
        ),
      ],
      { clock: () => NOW },
    );
  });
  after(() => server[Symbol.asyncDispose]());

  const send = async (...items: object[]) => {
    const batch = items.map((item) => {
      messages += 1;
      return { messageId: `m${messages}`, type: 'track', timestamp: at(messages), ...item };
    });
    const response = await server.post('/v1/batch', { batch }, basic());
    assert.equal(response.status, 200);
    return (await response.json()) as { errors?: unknown };
  };
  const eventsOf = async (kind: string, value: string) => {
    const userId = await server.store.users.find({ kind, value });
    const events = (await server.store.events.ofUsers([userId!])).get(userId!) ?? [];
    return events.map(({ modality, type, itemId, value: amount }) =>
      [modality, type, itemId, amount].join(' '),
    );
  };

  test('the e-commerce events become events of ours, other ones actions under their name', async () => {
    const userId = 'shopper';
    const properties = { product_id: 'p', quantity: 2 };
    const names = [
      'Product Viewed',
      'Product Clicked',
      'Product Added',
      'Product Removed',
      'Product Added to Wishlist',
      'Wishlist Product Added to Cart',
      'Product Shared',
      'Coupon Entered',
    ];
    await send(...names.map((event) => ({ userId, event, properties })));
    await send({ userId, event: 'Products Searched', properties: { query: 'kettle' } });
    await send({
      userId,
      event: 'Product List Viewed',
      properties: { products: [{ product_id: 'q', name: 'Q' }] },
    });
    await send({ userId, event: 'Order Refunded', properties: { order_id: '1', total: 12 } });
    await send({ userId, event: 'Product Viewed' });
    assert.deepEqual(await eventsOf('user_id', userId), [
      'browsing view p ',
      'browsing click p ',
      'browsing cart p 2',
      'browsing cart_removal p 2',
      'browsing wishlist p ',
      'browsing cart p 2',
      'browsing action p ',
      'browsing action p ',
      'browsing search  ',
      'browsing action  ',
      'transactions refund  12',
      'browsing action  ',
    ]);
    assert.equal((await server.store.items.byIds(['q'])).get('q')?.title, 'Q');
  });

  test('a mapping of the source itself stands in place of the usual meaning', async () => {
    await send({ userId: 'guest', event: 'Table Booked', properties: { restaurant: 'r1' } });
    assert.deepEqual(await eventsOf('user_id', 'guest'), ['location check_in r1 ']);
  });

  test('of one order the newest word counts, in whatever order the words come', async () => {
    const order = (id: string, event: string, minute: number, prices: readonly number[]) => ({
      userId: `buyer-${id}`,
      event,
      timestamp: at(minute),
      properties: {
        order_id: id,
        products: prices.map((price, index) => ({ product_id: `l${index}`, price })),
      },
    });
    const told = (id: string) => [
      order(id, 'Order Completed', 1, [1, 2, 3]),
      order(id, 'Order Updated', 2, [1, 5]),
    ];
    await send(...told('a'));
    await send(told('b')[1]!);
    await send(told('b')[0]!);
    for (const id of ['a', 'b']) {
      assert.deepEqual((await eventsOf('user_id', `buyer-${id}`)).sort(), [
        'transactions purchase l0 1',
        'transactions purchase l1 5',
      ]);
    }
    const cancelled = (id: string) => order(id, 'Order Cancelled', 3, []);
    await send(...told('c'), cancelled('c'));
    await send(cancelled('d'));
    await send(...told('d'));
    for (const id of ['c', 'd']) assert.deepEqual(await eventsOf('user_id', `buyer-${id}`), []);
  });

  test('consent categories are our purposes; without profiling nothing is kept', async () => {
    const consent = (analytics: boolean) => ({
      consent: { categoryPreferences: { analytics, ads: false, unknown: true } },
    });
    await send({ userId: 'shy', event: 'One', context: consent(false) });
    await send({ userId: 'shy', event: 'Two' });
    assert.deepEqual(await eventsOf('user_id', 'shy'), []);
    await send({ userId: 'shy', event: 'Three', context: consent(true) });
    assert.deepEqual(await eventsOf('user_id', 'shy'), ['browsing action  ']);
    const userId = (await server.store.users.find({ kind: 'user_id', value: 'shy' }))!;
    assert.deepEqual([...(await server.store.users.refused([userId], 'marketing'))], [userId]);
  });

  test('a device that two people share does not make them one', async () => {
    await send({ userId: 'first', anonymousId: 'shared', event: 'One' });
    await send({ userId: 'second', anonymousId: 'shared', event: 'Two' });
    assert.deepEqual(await eventsOf('user_id', 'first'), ['browsing action  ']);
    assert.deepEqual(await eventsOf('user_id', 'second'), ['browsing action  ']);
    assert.deepEqual(await eventsOf('anonymous_id', 'shared'), ['browsing action  ']);
  });

  test('a sixth device is nobody known; an alias joins what limits keep apart', async () => {
    await send(
      ...[1, 2, 3, 4, 5, 6].map((device) => ({
        userId: 'many',
        anonymousId: `n${device}`,
        event: 'x',
      })),
    );
    assert.equal(await server.store.users.find({ kind: 'anonymous_id', value: 'n6' }), null);
    assert.ok((await server.store.users.find({ kind: 'anonymous_id', value: 'n5' })) !== null);
    await send({ type: 'alias', userId: 'many', previousId: 'first', event: undefined });
    assert.equal((await eventsOf('user_id', 'many')).length, 7);
    assert.equal((await eventsOf('user_id', 'first')).length, 7);
  });

  test('external ids of users count, those of accounts and hashed ones do not', async () => {
    const externalIds = [
      { id: 'card-1', type: 'loyalty', collection: 'users', encoding: 'none' },
      { id: 'acme', type: 'company', collection: 'accounts', encoding: 'none' },
      { id: 'ff00', type: 'email', collection: 'users', encoding: 'sha256' },
      { id: '-1', type: 'till', collection: 'users', encoding: 'none' },
    ];
    await send({ anonymousId: 'walk-in', event: 'x', context: { externalIds } });
    const userId = (await server.store.users.find({ kind: 'loyalty', value: 'card-1' }))!;
    assert.deepEqual((await server.store.users.externalIds([userId])).get(userId), [
      { kind: 'anonymous_id', value: 'walk-in' },
      { kind: 'loyalty', value: 'card-1' },
    ]);
  });

  test('what events say of an item never stands above what a source of items says', async () => {
    const item = {
      id: 'known',
      title: 'From the catalogue',
      categories: ['Kettles'],
      price: 5,
      latitude: null,
      longitude: null,
      attributes: {},
      sourceId: 'catalogue',
      version: '',
      contentHash: '0'.repeat(64),
    };
    const viewed = { product_id: 'known', name: 'In passing', brand: 'b', price: 6 };
    const titleOf = async () => (await server.store.items.byIds(['known'])).get('known')?.title;
    await send({ userId: 'u', event: 'Product Viewed', properties: viewed });
    assert.equal(await titleOf(), 'In passing');
    await server.store.items.upsert([item]);
    await send({ userId: 'u', event: 'Product Viewed', properties: viewed });
    assert.equal(await titleOf(), 'From the catalogue');
  });

  test('a hundred traits are kept, nested ones under a dotted name', async () => {
    const traits = Object.fromEntries(
      Array.from({ length: 100 }, (_, index) => [`t${index}`, index]),
    );
    await send({ type: 'identify', userId: 'rich', traits: { ...traits, home: { city: 'Bonn' } } });
    const userId = (await server.store.users.find({ kind: 'user_id', value: 'rich' }))!;
    const kept = (await server.store.users.traits([userId])).get(userId)!;
    assert.equal(Object.keys(kept).length, 101);
    assert.equal(kept['home.city'], 'Bonn');
  });

  test('the server met no fault of its own in all this', () => assert.deepEqual(server.faults, []));
});
