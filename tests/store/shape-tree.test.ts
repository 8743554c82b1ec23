import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import type { Json } from '../../store/index.ts';
import { type Leaf, ShapeTree } from '../../store/shape-tree.ts';

const LISTS = new Set(['names']);

/** A document with all values alike: documents of one shape, and those alone, come to the same text. */
function shapeText(value: Json, isShared = false): string {
  if (value === null || typeof value !== 'object') return '0';
  if (Array.isArray(value)) {
    const isList = isShared && value.every((part) => typeof part === 'string');
    return isList ? JSON.stringify(value) : `[${value.map((part) => shapeText(part)).join()}]`;
  }
  const parts = Object.entries(value).map(
    ([key, part]) => `${JSON.stringify(key)}:${shapeText(part as Json, LISTS.has(key))}`,
  );
  return `{${parts.join()}}`;
}

/** Few keys and values, among them such as shapes are told by, so that some come to the same. */
const documents = fc.letrec<{ any: Json }>((tie) => ({
  any: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    fc.constantFrom<Json>(1, 'a', null, true, '[', '{'),
    fc.array(tie('any'), { maxLength: 3 }),
    fc.dictionary(fc.constantFrom('a', 'b', 'names', '', '0'), tie('any'), { maxKeys: 3 }),
    fc.record({ names: fc.array(fc.constantFrom('a', 'b', '["a"]'), { maxLength: 2 }) }),
  ),
})).any;

describe('a tree of shapes', () => {
  it('gives two documents one shape exactly if they differ in values alone', () => {
    fc.assert(
      fc.property(fc.array(documents, { minLength: 2, maxLength: 12 }), (list) => {
        const tree = new ShapeTree<string>(LISTS, 10_000);
        for (const document of list) {
          const shape = tree.shapeOf(document, []);
          assert.notEqual(shape, null);
          shape!.found ??= shapeText(document);
          assert.equal(shape!.found, shapeText(document));
        }
        const shapes = new Set(list.map((document) => tree.shapeOf(document, [])));
        assert.equal(shapes.size, new Set(list.map((document) => shapeText(document))).size);
      }),
    );
  });

  it('gives the values in their order, and an absent one as null in lists alone', () => {
    const values: Leaf[] = [];
    const document = { a: 1, b: ['x', [true]], c: undefined, names: ['n'], d: { e: null } };
    new ShapeTree(LISTS, 100).shapeOf(document as unknown as Json, values);
    assert.deepEqual(values, [1, 'x', true, null]);
  });

  it('knows what it has when it is full, and nothing else', () => {
    const tree = new ShapeTree(LISTS, 5);
    const known = tree.shapeOf({ a: 1 }, []);
    assert.notEqual(known, null);
    assert.equal(tree.shapeOf({ a: 1, b: 2, c: { d: 3 } }, []), null);
    assert.equal(tree.shapeOf({ a: 5 }, []), known);
  });
});
