import assert from 'node:assert/strict';
import { test } from 'node:test';
import { lazyTable } from '../../../resolvers/loaders/lazy-table.ts';

test('a value is made when it is first asked for, once for each instance, through others where it asks them', () => {
  const made: string[] = [];
  const table = {
    first: (given: string) => {
      made.push(`first of ${given}`);
      return { first: given };
    },
    second: (given: string, { first }: { readonly first: { first: string } }) => {
      made.push(`second of ${given}`);
      return { first };
    },
    third: () => assert.fail('Nobody asked for it.'),
  };
  const Values = lazyTable<string, { readonly first: { first: string } }, typeof table>(table);
  const [a, b] = [new Values('a'), new Values('b')];
  assert.deepEqual(made, []);
  assert.equal(a.second.first, a.first);
  assert.equal(a.second, a.second);
  assert.deepEqual(made, ['first of a', 'second of a']);
  assert.equal(b.first.first, 'b');
  assert.notEqual(b.first, a.first);
  assert.deepEqual(made, ['first of a', 'second of a', 'first of b']);
});
