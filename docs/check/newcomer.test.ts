import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { test } from 'node:test';
import { stopperOf } from './newcomer.ts';

test('a process group is stopped as often as one asks', async () => {
  const child = spawn('sleep', ['60'], { detached: true });
  const stop = stopperOf(child);
  await Promise.all([stop(), stop()]);
  await stop();
});

test('a process group that ended by itself is stopped without an error', async () => {
  const child = spawn('true', { detached: true });
  const stop = stopperOf(child);
  await once(child, 'close');
  await stop();
});
