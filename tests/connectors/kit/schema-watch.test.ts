import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { SchemaWatch, type StreamField } from '../../../connectors/index.ts';

const field = (name: string, type: StreamField['type'], nullable = false): StreamField => ({
  name,
  type,
  nullable,
});
const known = {
  fields: [field('id', 'string'), field('count', 'integer'), field('note', 'unknown', true)],
  primaryKey: ['id'],
  cursor: null,
  described: ['id', 'count', 'note'],
};

describe('SchemaWatch', () => {
  it('learns in the first read, whatever comes', () => {
    const watch = new SchemaWatch('s', null, 'stop');
    watch.take({ id: 'a', n: 1 });
    watch.take({ id: 'b', n: 1.5, list: [] });
    assert.deepEqual(
      watch.schema.fields.map(({ name, type }) => [name, type]),
      [
        ['id', 'string'],
        ['n', 'number'],
        ['list', 'array'],
      ],
    );
  });

  it('takes decimals of a whole number and a value of what was null for no change', () => {
    const watch = new SchemaWatch('s', known, 'stop');
    assert.deepEqual(watch.take({ id: 'a', count: 1.5, note: 'x' }), {
      id: 'a',
      count: 1.5,
      note: 'x',
    });
    assert.deepEqual(watch.changes, []);
  });

  it('misses a field that every record had, at the first record without it', () => {
    assert.throws(() => new SchemaWatch('s', known, 'stop').take({ id: 'a' }), /"count" is gone/);
    const watch = new SchemaWatch('s', known, 'ignore');
    for (const id of ['a', 'b']) watch.take({ id });
    assert.deepEqual(watch.changes, [{ kind: 'removed', field: 'count' }]);
  });

  it('does not miss what a sample happens not to show', () => {
    const watch = new SchemaWatch('s', known, 'stop');
    const sample = known.fields.slice(0, 2);
    watch.describe({
      name: 's',
      fields: sample,
      isSampled: true,
      primaryKey: ['id'],
      cursor: null,
    });
    assert.deepEqual(watch.changes, []);
  });

  it('holds ten thousand columns against each other without trouble', () => {
    const columns = Array.from({ length: 10_000 }, (_, index) => `column_${index}`);
    const data = Object.fromEntries(columns.map((name, index) => [name, index]));
    const learned = new SchemaWatch('wide', null, 'stop');
    learned.take(data);
    const watch = new SchemaWatch('wide', learned.schema, 'ignore');
    const taken = watch.take({ ...data, stray: 1 });
    assert.equal(Object.keys(taken).length, 10_000);
    assert.deepEqual(watch.changes, [{ kind: 'added', field: 'stray' }]);
  });
});
