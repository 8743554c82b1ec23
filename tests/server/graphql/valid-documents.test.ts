import assert from 'node:assert/strict';
import { test } from 'node:test';
import { buildSchema } from 'graphql';
import { ValidDocuments } from '../../../server/graphql/valid-documents.ts';

const schema = buildSchema('type Query { one: Int }');

test('the same text is read once and shared, another is read anew', () => {
  const documents = new ValidDocuments(schema);
  const read = documents.read('{ one }');
  assert.ok('kind' in read);
  assert.equal(documents.read('{ one }'), read);
  assert.notEqual(documents.read('{ one one }'), read);
});

test('what cannot be read or is not valid is told each time', () => {
  const documents = new ValidDocuments(schema);
  for (const [text, told] of [
    ['{ one', /Syntax Error/],
    ['{ two }', /Cannot query field "two"/],
  ] as const) {
    for (let time = 0; time < 2; time += 1) {
      const problems = documents.read(text);
      assert.ok(!('kind' in problems));
      assert.match(problems[0]!.message, told);
    }
  }
});

test('long texts and those of long ago are not kept', () => {
  const documents = new ValidDocuments(schema);
  const long = `{ one } # ${'x'.repeat(2_000)}`;
  assert.notEqual(documents.read(long), documents.read(long));
  const first = documents.read('{ one }');
  for (let number = 0; number < 100; number += 1) documents.read(`{ alias${number}: one }`);
  assert.notEqual(documents.read('{ one }'), first);
});

test('a text that goes on being sent is kept, however many others come', () => {
  const documents = new ValidDocuments(schema);
  const first = documents.read('{ one }');
  for (let number = 0; number < 300; number += 1) {
    documents.read(`{ alias${number}: one }`);
    assert.equal(documents.read('{ one }'), first);
  }
});
