import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { EXAMPLE_SEGMENTS, EXAMPLE_SOURCES } from '../../cli/initial-configuration.ts';
import { readConfiguration } from '../../cli/read-configuration.ts';
import { parseRule } from '../../segments/index.ts';
import { documentOf, portrait, temporaryFolder } from './run-portrait.ts';

test('init writes a configuration that is valid as it stands', async (t) => {
  const folder = temporaryFolder(t);
  const run = await portrait(folder, ['init', '--json']);
  assert.equal(run.exitCode, 0, run.err);
  assert.deepEqual(documentOf(run).written, ['portrait.yaml', '.env.example']);
  const configuration = await readConfiguration(path.join(folder, 'portrait.yaml'));
  assert.deepEqual(configuration.sources, []);
});

test('init keeps what is there', async (t) => {
  const folder = temporaryFolder(t);
  const file = path.join(folder, 'portrait.yaml');
  writeFileSync(file, '# mine\n');
  const run = await portrait(folder, ['init', '--json']);
  assert.equal(run.exitCode, 0, run.err);
  assert.deepEqual(documentOf(run).kept, ['portrait.yaml']);
  assert.equal(readFileSync(file, 'utf8'), '# mine\n');
});
test('the examples in it are valid once they are uncommented', async (t) => {
  const file = path.join(temporaryFolder(t), 'portrait.yaml');
  writeFileSync(file, `${EXAMPLE_SOURCES}\n${EXAMPLE_SEGMENTS}`);
  process.env.SHOP_DATABASE_URL = 'postgres://reader:password@localhost/shop';
  process.env.NEO4J_PASSWORD = 'password';
  const { sources, segments } = await readConfiguration(file);
  assert.deepEqual(
    sources.map(({ connector }) => connector),
    ['files', 'postgres', 'neo4j'],
  );
  for (const { rule } of segments) parseRule(rule);
});
