import assert from 'node:assert/strict';
import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { bearerCheck } from '../../server/auth/bearer.ts';
import { developmentToken } from '../../server/index.ts';

test('the development token is made once, kept for the user alone, and different elsewhere', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'portrait-'));
  try {
    const first = await developmentToken(join(folder, 'a'));
    assert.ok(first.length >= 32);
    assert.equal(await developmentToken(join(folder, 'a')), first);
    assert.notEqual(await developmentToken(join(folder, 'b')), first);
    const file = join(folder, 'a', 'token');
    assert.equal((await stat(file)).mode & 0o777, 0o600);
    await writeFile(file, ' \n');
    assert.ok(
      (await developmentToken(join(folder, 'a'))).length >= 32,
      'an empty file is no token',
    );
  } finally {
    await rm(folder, { recursive: true });
  }
});

test('only the very token opens', () => {
  const isAllowed = bearerCheck('secret');
  assert.ok(isAllowed('Bearer secret'));
  assert.ok(isAllowed('bearer  secret '));
  for (const wrong of [
    'Bearer Secret',
    'Bearer secre',
    'Bearer secrets',
    'secret',
    '',
    null,
    undefined,
    7,
    ['Bearer secret'],
  ]) {
    assert.ok(!isAllowed(wrong), String(wrong));
  }
});
