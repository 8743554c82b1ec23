import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import RudderAnalytics from '@rudderstack/rudder-sdk-node';
import { Analytics } from '@segment/analytics-node';
import { KEY, type Listening, listen, webSource } from './support.ts';

describe('real clients', () => {
  let server: Listening;
  before(async () => {
    server = await listen([webSource()]);
  });
  after(() => server[Symbol.asyncDispose]());

  test('@segment/analytics-node works unchanged', async () => {
    const analytics = new Analytics({ writeKey: KEY, host: server.address, maxRetries: 0 });
    const failures: unknown[] = [];
    analytics.on('error', (error) => failures.push(error));
    analytics.identify({
      userId: 'ann',
      anonymousId: 'device-1',
      traits: { email: 'ann@example.org', plan: 'gold', address: { city: 'Bonn' } },
    });
    analytics.track({
      userId: 'ann',
      event: 'Product Viewed',
      properties: { product_id: 'p1', name: 'Blue kettle', category: 'Kettles', price: 20 },
    });
    analytics.track({
      anonymousId: 'device-1',
      event: 'Order Completed',
      properties: {
        order_id: 'o1',
        currency: 'EUR',
        products: [
          { product_id: 'p1', price: 20, quantity: 2 },
          { product_id: 'p2', price: 5 },
        ],
      },
    });
    analytics.page({ userId: 'ann', name: 'Home', properties: { url: 'https://shop.example/' } });
    analytics.screen({ userId: 'ann', name: 'Start' });
    analytics.group({ userId: 'ann', groupId: 'club', traits: { name: 'The club' } });
    analytics.alias({ userId: 'ann', previousId: 'ann-before' });
    analytics.track({ userId: 'ann-before', event: 'Newsletter Subscribed' });
    await analytics.closeAndFlush();
    assert.deepEqual(failures, []);
    const userId = await server.store.users.find({ kind: 'user_id', value: 'ann' });
    assert.ok(userId !== null);
    const events = (await server.store.events.ofUsers([userId])).get(userId)!;
    assert.deepEqual(
      events.map(({ modality, type, itemId, value }) => [modality, type, itemId, value]).sort(),
      [
        ['browsing', 'action', null, null],
        ['browsing', 'page', null, null],
        ['browsing', 'page', null, null],
        ['browsing', 'view', 'p1', null],
        ['transactions', 'purchase', 'p1', 40],
        ['transactions', 'purchase', 'p2', 5],
      ],
    );
    const traits = (await server.store.users.traits([userId])).get(userId);
    assert.deepEqual(traits, {
      'address.city': 'Bonn',
      email: 'ann@example.org',
      group: 'club',
      'group.name': 'The club',
      plan: 'gold',
    });
    assert.equal((await server.store.items.byIds(['p1'])).get('p1')?.title, 'Blue kettle');
  });

  test('@rudderstack/rudder-sdk-node works unchanged, gzip and all', async () => {
    const rudder = new RudderAnalytics(KEY, { dataPlaneUrl: server.address, flushInterval: 50 });
    rudder.identify({ userId: 'bob', traits: { plan: 'silver' } });
    rudder.track({
      userId: 'bob',
      event: 'Product Added',
      properties: { product_id: 'p9', quantity: 3 },
    });
    rudder.page({ userId: 'bob', name: 'Cart' });
    rudder.screen({ userId: 'bob', name: 'Cart' });
    rudder.group({ userId: 'bob', groupId: 'club' });
    rudder.alias({ userId: 'bob', previousId: 'device-bob' });
    // Its first call is sent at once, the rest with the flush.
    await rudder.flush();
    await rudder.flush();
    const userId = await server.store.users.find({ kind: 'anonymous_id', value: 'device-bob' });
    assert.equal(userId, await server.store.users.find({ kind: 'user_id', value: 'bob' }));
    const events = (await server.store.events.ofUsers([userId!])).get(userId!)!;
    assert.deepEqual(events.map(({ type, value }) => `${type} ${value}`).sort(), [
      'cart 3',
      'page null',
      'page null',
    ]);
    assert.deepEqual(server.faults, []);
  });
});
