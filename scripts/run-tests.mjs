// Runs the test suite with Node's own runner: all of tests/, or the files and folders named as arguments.
// Arguments that begin with -- are the runner's.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { globSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

const wanted = process.argv.slice(2);
const flags = wanted.filter((argument) => argument.startsWith('--'));
const places = wanted.filter((argument) => !argument.startsWith('--'));
const files = (places.length > 0 ? places : ['tests'])
  .flatMap((place) => (statSync(place).isDirectory() ? globSync(`${place}/**/*.test.ts`) : [place]))
  .sort();
if (files.length === 0) {
  console.error(`No test files under ${places.join(', ')}.`);
  process.exit(1);
}
const isReporter = (flag) => flag.startsWith('--test-reporter=');
const isDestination = (flag) => flag.startsWith('--test-reporter-destination=');
// Node wants a destination of each reporter as soon as there are two.
const reporters = [
  ...(flags.some(isReporter) ? [] : ['--test-reporter=spec']),
  ...(flags.some(isDestination) ? [] : ['--test-reporter-destination=stdout']),
  `--test-reporter=${new URL('ended-processes.mjs', import.meta.url)}`,
  '--test-reporter-destination=stderr',
];
const folder = mkdtempSync(path.join(tmpdir(), 'portrait-tests-'));

/** @returns the exit code, and what failed where the run came to its end */
async function run(tested) {
  const failures = path.join(folder, 'failures.json');
  rmSync(failures, { force: true });
  const runner = spawn(
    process.execPath,
    [
      '--import',
      'tsx',
      '--test',
      '--test-concurrency=2',
      '--test-timeout=600000',
      ...flags,
      ...reporters,
      ...tested,
    ],
    {
      stdio: 'inherit',
      env: { ...process.env, NODE_ENV: 'test', FAILURES_FILE: failures },
    },
  );
  const [code, signal] = await once(runner, 'exit');
  if (signal !== null) return { code: 1, trapped: [], others: 1 };
  try {
    return { code: code ?? 1, ...JSON.parse(readFileSync(failures, 'utf8')) };
  } catch {
    return { code: code ?? 1, trapped: [], others: 1 };
  }
}

let { code, trapped, others } = await run(files);
// V8 ends a process now and then in which databases of PGlite were opened and closed (nodejs/node#64500).
// That says nothing of the tests: those files are run once more, and count as they end then.
if (code !== 0 && others === 0 && trapped.length > 0) {
  console.error(`Run once more, for V8 ended their processes: ${trapped.join(', ')}`);
  ({ code } = await run(trapped));
}
rmSync(folder, { recursive: true, force: true });
process.exit(code);
