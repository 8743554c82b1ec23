// npm run -s docs:connectors [-- --check]: writes docs/connector-reference.md from the specs.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { defaultConnectors } from '../connectors/index.ts';
import { connectorReference } from './connector-reference/page.ts';

const file = join(import.meta.dirname, '../docs/connector-reference.md');
const page = connectorReference(defaultConnectors().list());
if (!process.argv.includes('--check')) writeFileSync(file, page);
else if (readFileSync(file, 'utf8') !== page) {
  console.error('docs/connector-reference.md is not current: npm run -s docs:connectors');
  process.exit(1);
}
