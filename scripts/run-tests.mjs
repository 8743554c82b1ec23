// Runs the test suite with Node's own runner: all of tests/, or the files and folders named as arguments.
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
const runner = spawn(
  process.execPath,
  [
    '--import',
    'tsx',
    '--test',
    '--test-concurrency=2',
    '--test-timeout=600000',
    ...flags,
    ...files,
  ],
  { stdio: 'inherit', env: { ...process.env, NODE_ENV: 'test' } },
);
runner.on('exit', (code, signal) => process.exit(signal ? 1 : (code ?? 1)));
