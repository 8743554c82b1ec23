import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { runtimeOf } from '../../bin/runtime.js';
import { portrait, start, temporaryFolder } from './run-portrait.ts';

const NOTHING = { flags: [], environment: {} };

test('commands that stay are run with little memory, others as Node runs them', () => {
  for (const command of ['start', 'serve', 'worker']) {
    const { flags, environment } = runtimeOf(['--verbose', command], { HOME: '/home' }, 2);
    assert.deepEqual(flags, [
      '--max-semi-space-size=8',
      '--heap-growing-percent=100',
      '--v8-pool-size=1',
    ]);
    assert.deepEqual(environment, { MALLOC_TRIM_THRESHOLD_: '131072', HOME: '/home' });
  }
  assert.deepEqual(runtimeOf(['train'], {}), NOTHING);
  assert.deepEqual(runtimeOf([], {}), NOTHING);
});

test('one processor is left by what looks through the heap, where there is another, and four do at most', () => {
  const helpers = [1, 2, 3, 4, 5, 64].map((processors) =>
    runtimeOf(['serve'], {}, processors).flags.at(-1),
  );
  const expected = [1, 1, 2, 3, 4, 4].map((count) => `--v8-pool-size=${count}`);
  assert.deepEqual(helpers, expected);
});

test('what the environment says itself stands', () => {
  const said = { NODE_OPTIONS: '--max-semi-space-size=32', MALLOC_TRIM_THRESHOLD_: '1' };
  const { flags, environment } = runtimeOf(['serve'], said, 4);
  assert.deepEqual(flags, ['--heap-growing-percent=100', '--v8-pool-size=3']);
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
