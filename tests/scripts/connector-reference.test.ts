import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { defaultConnectors } from '../../connectors/index.ts';
import { connectorReference } from '../../scripts/connector-reference/page.ts';

const file = path.resolve(import.meta.dirname, '../../docs/connector-reference.md');
const page = connectorReference(defaultConnectors().list());

test('the connector reference is what the specs say: npm run -s docs:connectors', () => {
  assert.equal(readFileSync(file, 'utf8'), page);
});

test('the connector reference marks secrets and names defaults', () => {
  assert.match(page, /\| `password` \| (\*\*required\*\* )?\*secret\* \|/);
  assert.match(page, /\| `pageRows` \| integer \| `2000` \|/);
  assert.match(page, /\| `streams\[\]\.table` \| \*\*required\*\* string \|/);
});
