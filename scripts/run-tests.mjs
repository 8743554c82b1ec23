// Runs the test suite with Node's own runner: all of tests/, or the files and folders named as arguments.
// Arguments that begin with -- are the runner's.
import { spawn } from 'node:child_process';
import { globSync, statSync } from 'node:fs';

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
    ...files,
  ],
  { stdio: 'inherit', env: { ...process.env, NODE_ENV: 'test' } },
);
runner.on('exit', (code, signal) => process.exit(signal ? 1 : (code ?? 1)));
