import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { runtimeOf } from '../../bin/runtime.js';
import { portrait, start, temporaryFolder } from './run-portrait.ts';

/** One processor is left to whoever serves; more than four helpers there are not. */
const POOL = `--v8-pool-size=${[1, 1, 1, 2, 3, 4][Math.min(5, availableParallelism())]}`;
const NOTHING = { flags: [], environment: {} };

test('commands that stay are run with little memory, others as Node runs them', () => {
  for (const command of ['start', 'serve', 'worker']) {
    const { flags, environment } = runtimeOf(['--verbose', command], { HOME: '/home' });
    assert.deepEqual(flags, ['--max-semi-space-size=8', '--heap-growing-percent=100', POOL]);
    assert.deepEqual(environment, { MALLOC_TRIM_THRESHOLD_: '131072', HOME: '/home' });
  }
  assert.deepEqual(runtimeOf(['train'], {}), NOTHING);
  assert.deepEqual(runtimeOf([], {}), NOTHING);
});

test('what the environment says itself stands', () => {
  const said = { NODE_OPTIONS: '--max-semi-space-size=32', MALLOC_TRIM_THRESHOLD_: '1' };
  const { flags, environment } = runtimeOf(['serve'], said);
  assert.deepEqual(flags, ['--heap-growing-percent=100', POOL]);
  assert.deepEqual(environment, said);
});

test('the process becomes the command, with its flags and what it says to the allocator', {
  skip: process.platform !== 'linux' && 'read from /proc',
}, async (t) => {
  const child = start(temporaryFolder(t), ['start', '--users', '30', '--port', '0']);
  const ended = new Promise((done) => child.on('close', done));
  try {
    await new Promise((done) => child.stderr.once('data', done));
    const read = (name: string) => readFileSync(`/proc/${child.pid}/${name}`, 'utf8').split('\0');
    assert.ok(read('cmdline').includes('--heap-growing-percent=100'));
    assert.ok(read('cmdline').some((argument) => argument.endsWith('cli/main.ts')));
    assert.ok(read('environ').includes('MALLOC_TRIM_THRESHOLD_=131072'));
  } finally {
    child.kill('SIGKILL');
    await ended;
  }
});

test('where a process cannot become another, it starts one and ends as that one does', async (t) => {
  const cannot = `data:text/javascript,${encodeURIComponent('process.execve = undefined;')}`;
  const command = path.resolve(import.meta.dirname, '../../bin/portrait.js');
  const run = (...args: string[]) =>
    spawnSync(process.execPath, ['--import', cannot, command, ...args], { encoding: 'utf8' });
  const folder = temporaryFolder(t);
  assert.deepEqual(
    [run('--version').stdout, run('nothing').status],
    [(await portrait(folder, ['--version'])).out, (await portrait(folder, ['nothing'])).exitCode],
  );
});
