import { readFile, writeFile } from 'node:fs/promises';
import { buildSchema } from './build-schema.ts';
import { printedSchema } from './printed-schema.ts';

const file = new URL('../schema/schema.graphql', import.meta.url);
const printed = printedSchema(buildSchema());
if (process.argv.includes('--check')) {
  const committed = await readFile(file, 'utf8');
  if (committed !== printed) {
    console.error('schema/schema.graphql is not what the code says. Run: npm run schema:print');
    process.exitCode = 1;
  }
} else {
  await writeFile(file, printed);
}
