import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';

const SCRIPT = fileURLToPath(new URL('../../scripts/run-tests.mjs', import.meta.url));
const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const UNHEARD = 'The runner was not heard to begin the test in which a process ends.';

describe('the script that runs the tests', () => {
  let folder: string;
  /** There as soon as the runner has heard that the test began in which a process ends. */
  let heard: string;
  let listening: string[];
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'portrait-run-tests-'));
    heard = join(folder, 'heard');
    const reporter = join(folder, 'reporter.mjs');
    await writeFile(
      reporter,
      `import { writeFileSync } from 'node:fs';
      export default async function* (events) {
        for await (const { type, data } of events) {
          if (type === 'test:dequeue' && data.name === 'and then') writeFileSync(${JSON.stringify(heard)}, '');
        }
      }`,
    );
    listening = [
      ...['--test-reporter=spec', '--test-reporter-destination=stdout'],
      ...[`--test-reporter=${reporter}`, `--test-reporter-destination=${join(folder, 'nothing')}`],
    ];
  });
  after(() => rm(folder, { recursive: true }));

  /** Runs a file in which one test passes and then another does something. */
  async function run(name: string, body: string, ...flags: string[]) {
    const file = join(folder, `${name}.test.ts`);
    await rm(heard, { force: true });
    const source = `import { existsSync } from 'node:fs';
      import { describe, test } from 'node:test';
      // A process tells of its tests some turns later: what it has not told when it ends is lost with it.
      async function isHeard() {
        for (let tries = 0; !existsSync(${JSON.stringify(heard)}); tries += 1) {
          if (tries >= 24_000) throw new Error(${JSON.stringify(UNHEARD)});
          await new Promise((resolve) => setTimeout(resolve, 5));
        }
      }
      describe('outer', () => {
        test('passes', () => undefined);
        test('and then', async () => {
          ${body}
        });
        test('never reached', () => undefined);
      });`;
    await writeFile(file, source);
    // The runner tells those of its children that are test files by a variable, which must not be passed on.
    const { NODE_TEST_CONTEXT: _, ...env } = process.env;
    const ran = Promise.withResolvers<{ code: unknown; stdout: string; stderr: string }>();
    execFile(
      process.execPath,
      [SCRIPT, ...flags, file],
      { cwd: ROOT, env },
      (error, stdout, stderr) => ran.resolve({ code: error?.code ?? 0, stdout, stderr }),
    );
    const { code, stdout, stderr } = await ran.promise;
    assert.ok(!stdout.includes(UNHEARD), UNHEARD);
    return { code, stdout, told: stderr.split('\n').filter((line) => line.startsWith('✖')) };
  }

  test('says of a file whose process a signal ended which, and during which test', async () => {
    const { code, stdout, told } = await run(
      'killed',
      `await isHeard();
      process.kill(process.pid, 'SIGSEGV');
      await new Promise((resolve) => setTimeout(resolve, 60_000));`,
      ...listening,
    );
    assert.equal(code, 1);
    assert.match(stdout, /✔ passes/);
    assert.equal(told.length, 2, 'at once, and at the end');
    assert.equal(told[0], told[1]);
    assert.match(
      told[0]!,
      /killed\.test\.ts: its process was ended by SIGSEGV, with no failed test, while "and then" ran\./,
    );
  });

  test('runs a file once more whose process V8 ended, and no more than once', async () => {
    const end = (when: string) => `await isHeard();
      const { writeFileSync } = await import('node:fs');
      if (${when}) {
        writeFileSync(${JSON.stringify(join(folder, 'ended'))}, '');
        process.kill(process.pid, 'SIGTRAP');
        await new Promise((resolve) => setTimeout(resolve, 60_000));
      }`;
    const once = `!existsSync(${JSON.stringify(join(folder, 'ended'))})`;
    const passed = await run('trapped', end(once), ...listening);
    assert.equal(passed.code, 0);
    assert.match(passed.told[0]!, /trapped\.test\.ts: its process was ended by SIGTRAP/);
    assert.equal((await run('traps', end('true'), ...listening)).code, 1);
  });

  test('says so of one that exited', async () => {
    const { code, told } = await run('exits', 'await isHeard(); process.exit(3);', ...listening);
    assert.equal(code, 1);
    assert.match(
      told[0]!,
      /exits\.test\.ts: its process ended with exit code 3, with no failed test, while "and then" ran\./,
    );
  });

  test('says nothing of one whose tests fail or pass, whatever reporter is asked for', async () => {
    const failed = await run('fails', `throw new Error('no');`);
    assert.equal(failed.code, 1);
    assert.match(failed.stdout, /✖ and then/);
    assert.deepEqual(failed.told, []);
    const passed = await run('passes', '', '--test-reporter=tap');
    assert.equal(passed.code, 0);
    assert.match(passed.stdout, /^TAP version/);
    assert.deepEqual(passed.told, []);
  });
});
