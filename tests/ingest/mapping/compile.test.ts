import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { z } from 'zod';
import type { JsonObject } from '../../../connectors/contract/json.ts';
import { compileMappings } from '../../../ingest/mapping/compile.ts';
import { mapping } from '../../../ingest/mapping/declaration.ts';
import { RecordRejection } from '../../../ingest/validate/reasons.ts';

function map(data: JsonObject, ...declared: z.input<typeof mapping>[]) {
  const compiled = compileMappings(declared.map((one) => mapping.parse(one)));
  return compiled.map({ stream: 's', key: 'k', version: '', data });
}

function reason(data: JsonObject, ...declared: z.input<typeof mapping>[]): string {
  try {
    map(data, ...declared);
  } catch (error) {
    assert.ok(error instanceof RecordRejection);
    return `${error.reason}: ${error.message}`;
  }
  return 'none';
}

const view = {
  event: {
    modality: 'browsing',
    type: 'view',
    at: 'time',
    user: { customer: 'who.id', device: 'who.device' },
    item: 'product',
    value: 'seconds',
    attributes: { page: 'page', shop: { const: 'main' } },
  },
};
const click = {
  time: '2025-03-01T10:00:00Z',
  who: { id: 7, device: 'd1' },
  product: ' p9 ',
  seconds: '12',
};

test('an event from paths, constants and several ids', () => {
  assert.deepEqual(map(click, view), [
    {
      kind: 'event',
      modality: 'browsing',
      type: 'view',
      at: Date.parse('2025-03-01T10:00:00Z'),
      user: [
        { kind: 'customer', value: '7' },
        { kind: 'device', value: 'd1' },
      ],
      other: null,
      itemId: 'p9',
      value: 12,
      attributes: { shop: 'main' },
      part: 0,
    },
  ]);
});

test('a record without any id of its user is refused, with the fields that were looked at', () => {
  assert.equal(
    reason({ ...click, who: { id: null, device: 'null' } }, view),
    'user_missing: No id of the user: field `who.id`, field `who.device` has no value.',
  );
});

test('placeholders are nobody: they never join people', () => {
  const nobodies = ['null', 'undefined', 'anonymous', '-1', '', '  ', '0000-0000', 'N/A'];
  for (const id of nobodies) {
    assert.match(reason({ ...click, who: { id } }, view), /^user_missing/);
  }
  assert.equal(map({ ...click, who: { id: 0 } }, view).length, 1, 'a plain 0 is an id');
});

test('when lets only some records through, CSV text and numbers alike', () => {
  const only = { ...view, when: { field: 'seconds', equals: 12 } };
  assert.equal(map(click, only).length, 1);
  assert.equal(map({ ...click, seconds: '13' }, only).length, 0);
  const several = {
    ...view,
    when: [
      { field: 'seconds', in: ['12', '13'] },
      { field: 'bot', present: false },
      { field: 'page', notEquals: 'admin' },
    ],
  };
  assert.equal(map(click, several).length, 1);
  assert.equal(map({ ...click, bot: true }, several).length, 0);
  assert.equal(map({ ...click, page: 'admin' }, several).length, 0);
});

const line = {
  each: 'products',
  event: {
    modality: 'transactions',
    type: 'purchase',
    at: 'time',
    timezone: 'Europe/Berlin',
    user: { customer: 'customer' },
    item: { template: 'sku-{each.sku}' },
    value: { field: 'each.cents', divideBy: 100 },
  },
};

test('a list gives a part for each element, and parts keep their numbers', () => {
  const order: JsonObject = {
    time: '2025-03-01T10:00:00',
    customer: 'c1',
    products: [
      { sku: 'a', cents: 1999 },
      { sku: 'b', cents: '250' },
    ],
  };
  const user = { user: { ids: { customer: 'customer' }, traits: { city: 'city' } } };
  const parts = map({ ...order, city: 'Bonn' }, line, user);
  assert.deepEqual(
    parts.map((part) => (part.kind === 'event' ? [part.itemId, part.value, part.part] : part.kind)),
    [['sku-a', 19.99, 0], ['sku-b', 2.5, 4], 'user'],
  );
  assert.deepEqual(map({ ...order, products: [] }, line), []);
  assert.deepEqual(map({ time: '', customer: 'c1' }, line), []);
  assert.match(reason({ ...order, products: 'a,b' }, line), /^not_scalar/);
});

test('a symmetric edge is an event of each end', () => {
  const edge = {
    edge: {
      type: 'friend',
      at: { field: 't', format: 'epoch_s' },
      user: { id: 'a' },
      other: { id: 'b' },
    },
  };
  const parts = map({ t: 10, a: 'x', b: 'y' }, edge);
  assert.deepEqual(
    parts.map((part) =>
      part.kind === 'event'
        ? [part.modality, part.user[0]?.value, part.other?.[0]?.value, part.part, part.at]
        : [],
    ),
    [
      ['social', 'x', 'y', 1, 10_000],
      ['social', 'y', 'x', 2, 10_000],
    ],
  );
  const oneWay = { edge: { ...edge.edge, symmetric: false } };
  assert.equal(map({ t: 10, a: 'x', b: 'y' }, oneWay).length, 1);
});

test('an item with categories from a list, a text or fields', () => {
  const item = { id: 'id', title: 'name', price: { field: 'price', as: 'money' as const } };
  const data: JsonObject = {
    id: 5,
    name: 'Kettle',
    price: '$12.00',
    path: 'home > kitchen',
    list: ['a', 'b'],
    c: 'x',
  };
  const first = map(data, { item: { ...item, categories: { field: 'path', separator: '>' } } })[0];
  assert.deepEqual(first, {
    kind: 'item',
    id: '5',
    title: 'Kettle',
    categories: ['home', 'kitchen'],
    price: 12,
    latitude: null,
    longitude: null,
    attributes: {},
  });
  const categories = (declared: z.input<typeof mapping>): unknown => {
    const [part] = map(data, declared);
    return part?.kind === 'item' ? part.categories : null;
  };
  assert.deepEqual(categories({ item: { ...item, categories: 'list' } }), ['a', 'b']);
  assert.deepEqual(categories({ item: { ...item, categories: ['c', 'absent'] } }), ['x']);
  assert.match(reason({ name: 'Kettle' }, { item }), /^field_missing: The field `id` has no value/);
});

test('values: translation, defaults, zero as missing, truth', () => {
  const event = {
    modality: 'browsing',
    type: { field: 'kind', values: { pv: 'view', buy: 'cart' } },
    at: 'time',
    user: { customer: 'who.id' },
    value: { field: 'n', zeroIsMissing: true },
    attributes: {
      flag: { field: 'flag', as: 'boolean' as const },
      level: { field: 'level', default: 'low' },
      zip: { field: 'zip', as: 'text' as const },
    },
  };
  const [part] = map({ ...click, kind: 'pv', n: 0, flag: 'no', zip: 1234 }, { event });
  assert.ok(part?.kind === 'event');
  assert.equal(part.type, 'view');
  assert.equal(part.value, null);
  assert.deepEqual(part.attributes, { flag: false, level: 'low', zip: '1234' });
  assert.match(reason({ ...click, kind: 'other' }, { event }), /^name_unmapped/);
  assert.match(reason({ ...click, kind: 'pv', flag: 'maybe' }, { event }), /^boolean_unparseable/);
  assert.match(reason({ ...click, kind: 'pv', n: 'NaN' }, { event }), /^number_not_finite/);
  assert.match(reason({ ...click, kind: 'pv', zip: [1] }, { event }), /^not_scalar/);
});

test("paths reach the record's own fields only, and a dotted key wins", () => {
  const event = { ...view.event, item: 'constructor.name' };
  const [part] = map(click, { event });
  assert.ok(part?.kind === 'event' && part.itemId === null);
  const [dotted] = map({ ...click, 'who.id': 'whole' }, view);
  assert.ok(dotted?.kind === 'event' && dotted.user[0]?.value === 'whole');
});

test('consent', () => {
  const consent = {
    consent: { user: { customer: 'c' }, purpose: 'profiling', granted: 'ok', at: 'time' },
  };
  assert.deepEqual(map({ c: 'x', ok: 'no', time: '2025-03-01T10:00:00Z' }, consent), [
    {
      kind: 'consent',
      user: [{ kind: 'customer', value: 'x' }],
      purpose: 'profiling',
      granted: false,
      at: Date.parse('2025-03-01T10:00:00Z'),
    },
  ]);
});

test('a declaration that says nothing, or two things at once, is refused', () => {
  assert.match(mapping.safeParse({}).error!.message, /at least one of `event`/);
  const both = { item: { id: { field: 'a', const: 1 } } };
  assert.match(JSON.stringify(mapping.safeParse(both).error!.issues), /exactly one of `field`/);
});
