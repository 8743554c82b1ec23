import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { ContentLikeness } from '../../../fusion/content/index.ts';
import type { Item } from '../../../fusion/index.ts';

const item = (id: string, fields: Partial<Item> = {}): Item => ({
  ...{ id, title: null, categories: [], price: null, latitude: null, longitude: null },
  attributes: {},
  ...fields,
});

/** The known item that speaks loudest. */
function nearest(known: readonly Item[], asked: Item): string {
  const { indices, values } = new ContentLikeness(known).alike(asked);
  return known[indices[values.indexOf(Math.max(...values))]].id;
}

const KNOWN = [
  item('kettle', { title: 'Blue kettle', categories: ['Kitchen', 'Kettles'], price: 30 }),
  item('dear kettle', { title: 'Red kettle', categories: ['Kitchen', 'Kettles'], price: 190 }),
  item('toaster', { title: 'Blue toaster', categories: ['Kitchen', 'Toasters'], price: 30 }),
  item('rake', { title: 'Iron rake', categories: ['Garden', 'Tools'], price: 30 }),
  item('spade', {
    title: 'Iron spade',
    categories: ['Garden', 'Tools'],
    price: 30,
    attributes: { brand: 'Arvo' },
  }),
];

describe('items that are like another by their content', () => {
  it('goes by the kind, then by price, brand and words', () => {
    const kind = { categories: ['Kitchen', 'Kettles'] };
    assert.equal(nearest(KNOWN, item('new', { ...kind, price: 28 })), 'kettle');
    assert.equal(nearest(KNOWN, item('new', { ...kind, price: 200 })), 'dear kettle');
    const tool = { categories: ['Garden', 'Tools'], price: 30 };
    assert.equal(nearest(KNOWN, item('new', { ...tool, attributes: { brand: 'Arvo' } })), 'spade');
    assert.equal(nearest(KNOWN, item('new', { ...tool, title: 'Rakes of iron' })), 'rake');
  });

  it('goes by words alone where nothing else is said, by pieces of them too', () => {
    assert.equal(nearest(KNOWN, item('new', { title: 'TOASTERS' })), 'toaster');
  });

  it('goes by nearness among places of a kind', () => {
    const cafe = (id: string, longitude: number) =>
      item(id, { categories: ['Café'], latitude: 52, longitude });
    const known = [cafe('west', 13), cafe('east', 13.2)];
    assert.equal(nearest(known, cafe('new', 13.19)), 'east');
    assert.equal(nearest(known, cafe('other', 13.01)), 'west');
  });

  it('says nothing of what nothing known is like', () => {
    const { indices } = new ContentLikeness(KNOWN).alike(item('new', { categories: ['Books'] }));
    assert.deepEqual(indices, []);
    assert.deepEqual(new ContentLikeness([]).alike(KNOWN[0]).indices, []);
  });

  it('answers of each item the same, whatever it was asked before', () => {
    const shared = new ContentLikeness(KNOWN);
    for (const asked of [...KNOWN, item('new', { categories: ['Books'] }), ...KNOWN.toReversed()]) {
      assert.deepEqual(shared.alike({ ...asked }), new ContentLikeness(KNOWN).alike(asked));
    }
  });

  it('gives shares of distinct known items that sum to one, whatever the records', () => {
    const word = fc.constantFrom('red', 'blue', 'kettle', 'rake', 'ünïcode', '');
    const records = fc.record({
      title: fc.option(fc.array(word).map((words) => words.join(' '))),
      categories: fc.array(fc.constantFrom('a', 'b', 'c')),
      price: fc.option(fc.double({ noNaN: true, min: -1, max: 1e9 })),
      latitude: fc.option(fc.double({ noNaN: true, min: -90, max: 90 })),
      longitude: fc.option(fc.double({ noNaN: true, min: -180, max: 180 })),
      attributes: fc.dictionary(word, fc.oneof(word, fc.boolean(), fc.integer())),
    });
    fc.assert(
      fc.property(fc.array(records), records, (known, asked) => {
        const items = known.map((fields, place) => item(`known ${place}`, fields));
        const { indices, values } = new ContentLikeness(items).alike(item('new', asked));
        assert.equal(new Set(indices).size, indices.length);
        assert.ok(indices.every((index) => index >= 0 && index < items.length));
        if (indices.length === 0) return;
        assert.ok(values.every((value) => value >= 0 && Number.isFinite(value)));
        assert.ok(Math.abs(values.reduce((sum, value) => sum + value, 0) - 1) < 1e-9);
      }),
    );
  });
});
