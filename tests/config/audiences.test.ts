import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { ConfigurationError, loadConfiguration } from '../../config/index.ts';

let folder: string;
before(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'portrait-audiences-'));
});
after(() => rm(folder, { recursive: true }));

async function problemsOf(text: string): Promise<string[]> {
  const file = path.join(folder, 'portrait.yaml');
  await writeFile(file, text);
  try {
    await loadConfiguration(file, { environment: { SECRET: 'the-secret' } });
    return [];
  } catch (error) {
    assert.ok(error instanceof ConfigurationError);
    return error.problems.map(({ line, message }) => `${line}: ${message}`);
  }
}

test('an audience is checked as it is read: wrong keys with the nearest one, one target, its own id', async () => {
  const webhook = [
    '    webhook:',
    '      url: https://example.org/',
    '      secret: $' + '{SECRET}',
  ];
  const fine = ['audiences:', '  - id: crm', ...webhook];
  assert.deepEqual(await problemsOf(fine.join('\n')), []);
  const misspelt = [...fine.slice(0, 3), '      ulr: https://example.org/', fine[4]!];
  assert.match((await problemsOf(misspelt.join('\n'))).join('\n'), /4: .*url/);
  const [neither] = await problemsOf('audiences:\n  - id: crm');
  assert.match(neither!, /one of `webhook` and `kafka`/);
  const [twice] = await problemsOf([...fine, ...fine.slice(1)].join('\n'));
  assert.match(twice!, /^6: is the id of another audience already/);
});
