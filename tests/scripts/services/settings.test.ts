import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { settingsOf, withFreePort } from '../../../scripts/services/settings.ts';

test('a service keeps its port and password, and moves where its port was taken meanwhile', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'portrait-settings-'));
  const other = createServer();
  try {
    const first = await settingsOf(folder, 0);
    assert.deepEqual(await settingsOf(folder, 0), first);
    assert.deepEqual(await withFreePort(folder, first), first);
    other.listen(first.port, '127.0.0.1');
    await once(other, 'listening');
    const moved = await withFreePort(folder, first);
    assert.notEqual(moved.port, first.port);
    assert.equal(moved.password, first.password);
    assert.deepEqual(await settingsOf(folder, 0), moved);
  } finally {
    other.close();
    rmSync(folder, { recursive: true, force: true });
  }
});
