import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { isInputObjectType, isInterfaceType, isObjectType } from 'graphql';
import { defaultModalities } from '../../fusion/index.ts';
import { buildSchema, printedSchema } from '../../resolvers/index.ts';

const schema = buildSchema();

test('the committed SDL is what the code says', async () => {
  const committed = await readFile(new URL('../../schema/schema.graphql', import.meta.url), 'utf8');
  assert.equal(committed, printedSchema(schema), 'Run: npm run schema:print');
});

test('every type, field and argument is described', () => {
  const bare: string[] = [];
  for (const type of Object.values(schema.getTypeMap())) {
    const rooted = [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()];
    if (type.name.startsWith('__') || !type.description) {
      if (!type.name.startsWith('__') && !rooted.some((root) => root === type))
        bare.push(type.name);
      if (type.name.startsWith('__')) continue;
    }
    if (!isObjectType(type) && !isInterfaceType(type) && !isInputObjectType(type)) continue;
    for (const field of Object.values(type.getFields())) {
      if (!field.description) bare.push(`${type.name}.${field.name}`);
      const args = 'args' in field ? field.args : [];
      for (const argument of args) {
        if (!argument.description) bare.push(`${type.name}.${field.name}(${argument.name})`);
      }
    }
  }
  assert.deepEqual(bare, []);
});

test('no field is named after a modality', () => {
  const names = new Set(
    Object.values(schema.getTypeMap()).flatMap((type) =>
      isObjectType(type) ? Object.keys(type.getFields()) : [],
    ),
  );
  for (const { name } of defaultModalities().list()) assert.ok(!names.has(name), name);
});
