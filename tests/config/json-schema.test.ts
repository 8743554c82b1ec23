import assert from 'node:assert/strict';
import { test } from 'node:test';
import { configurationJsonSchema } from '../../config/index.ts';

test('the JSON Schema for editors knows the settings and what they are for', () => {
  const schema = JSON.parse(JSON.stringify(configurationJsonSchema()));
  assert.equal(schema.additionalProperties, false);
  assert.deepEqual(Object.keys(schema.properties), [
    'store',
    'modalities',
    'sources',
    'quality',
    'segments',
    'audiences',
    'heads',
    'training',
    'models',
    'sessions',
    'history',
    'updates',
    'server',
  ]);
  assert.equal(schema.required, undefined, 'an empty file is a good one');
  const source = schema.properties.sources.items;
  assert.deepEqual(source.required, ['id', 'connector']);
  assert.match(source.properties.id.description, /Names the source for good/);
});
