import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { noExpert } from '../../../fusion/experts/no-expert.ts';
import {
  defaultModalities,
  type Modality,
  ModalityRegistry,
  unnamedFeature,
} from '../../../fusion/index.ts';
import { event } from '../experts/small-town.ts';

const fifth: Modality = {
  name: 'tickets',
  title: 'Support tickets',
  description: 'What users ask the shop.',
  eventTypes: {},
  featureNames: () => [],
  features: () => null,
  featureLabel: unnamedFeature,
  words: {
    en: { subject: 'their questions', data: 'questions', events: {} },
    'zh-CN': { subject: '其咨询', data: '咨询记录', events: {} },
  },
  fitExpert: () => noExpert,
  loadExpert: () => noExpert,
  labels: [],
  evidence: () => 'asked',
};

describe('ModalityRegistry', () => {
  it('has the four modalities, and takes a fifth', () => {
    const registry = defaultModalities().register(fifth);
    const names = registry.list().map(({ name }) => name);
    assert.deepEqual(names, ['browsing', 'social', 'location', 'transactions', 'tickets']);
    assert.equal(registry.get('tickets'), fifth);
  });

  it('refuses a name twice, a name that is no word, and says what is there', () => {
    const registry = new ModalityRegistry().register(fifth);
    assert.throws(() => registry.register(fifth), {
      name: 'ModalityError',
      message: "The modality 'tickets' is registered already; give the second one another name.",
    });
    assert.throws(() => registry.register({ ...fifth, name: 'Support tickets' }), {
      message:
        "A modality's name is one lower-case word (letters, digits, _), not 'Support tickets'.",
    });
    assert.throws(() => registry.get('social'), {
      message: "There is no modality 'social'. Registered: tickets.",
    });
  });
});

describe('event types', () => {
  const content = { itemId: null, otherUserId: null, value: null, attributes: {} };
  const accepts = (modality: string, type: string, given: object): boolean =>
    defaultModalities()
      .get(modality)
      .eventTypes[type].schema.safeParse({ ...content, ...given }).success;

  it('take what they describe', () => {
    assert.ok(accepts('browsing', 'view', { itemId: 'a', value: 12, attributes: { device: 'x' } }));
    assert.ok(accepts('browsing', 'search', { attributes: { query: 'kettle' } }));
    assert.ok(accepts('social', 'friend', { otherUserId: 'b' }));
    assert.ok(accepts('location', 'ping', { attributes: { latitude: 1, longitude: 2 } }));
    assert.ok(accepts('transactions', 'purchase', { itemId: 'a', value: 3.5 }));
  });

  it('refuse what cannot be', () => {
    assert.ok(!accepts('browsing', 'view', { itemId: null }));
    assert.ok(!accepts('browsing', 'view', { itemId: 'a', value: -1 }));
    assert.ok(!accepts('browsing', 'view', { itemId: 'a', otherUserId: 'b' }));
    assert.ok(!accepts('social', 'friend', {}));
    assert.ok(!accepts('location', 'ping', { attributes: { latitude: 91, longitude: 2 } }));
    assert.ok(!accepts('location', 'ping', {}));
    for (const value of [Number.NaN, Number.POSITIVE_INFINITY, -3]) {
      assert.ok(!accepts('transactions', 'purchase', { itemId: 'a', value }));
    }
    const attributes = { note: 'x'.repeat(10_000_000) };
    assert.ok(!accepts('transactions', 'purchase', { itemId: 'a', attributes }));
    assert.ok(!accepts('transactions', 'purchase', { itemId: 'a', attributes: { list: [1] } }));
  });
});

describe('evidence', () => {
  const item = {
    id: 'i',
    title: 'Blue kettle',
    categories: ['home', 'kitchen'],
    price: null,
    latitude: null,
    longitude: null,
    attributes: {},
  };

  it('says what was done, in both languages', () => {
    const registry = defaultModalities();
    const bought = event('transactions', 'purchase', 0, { itemId: 'i', value: 12.345 });
    const { evidence } = registry.get('transactions');
    assert.equal(evidence(bought, item, 'en'), "bought 'Blue kettle' (kitchen) for 12.35");
    assert.equal(evidence(bought, item, 'zh-CN'), '购买了“Blue kettle”（kitchen），金额 12.35');
    assert.equal(evidence({ ...bought, value: null }, null, 'en'), "bought 'i'");
    const search = event('browsing', 'search', 0, { attributes: { query: 'kettle' } });
    assert.equal(registry.get('browsing').evidence(search, null, 'en'), "searched for 'kettle'");
  });

  it('has a sentence for every type in both languages', () => {
    for (const modality of defaultModalities().list()) {
      for (const [type, { evidence }] of Object.entries(modality.eventTypes)) {
        assert.ok(evidence.en.length > 0 && evidence['zh-CN'].length > 0, type);
      }
    }
  });
});
