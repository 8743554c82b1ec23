// Runs before `npm start` and `npm test` on whatever Node the host has, so it uses nothing that is not built in.
// It installs when node_modules is missing or older than the lockfile; otherwise it says nothing.
import { spawnSync } from 'node:child_process';
import { existsSync, statSync } from 'node:fs';

const installed = 'node_modules/.package-lock.json';
const isStale =
  !existsSync(installed) ||
  statSync('package-lock.json').mtimeMs > statSync(installed).mtimeMs + 1000;

if (isStale) {
  console.log('Installing dependencies (npm ci); this happens once.');
  const result = spawnSync('npm', ['ci', '--no-fund', '--no-audit', '--loglevel=error'], {
    stdio: 'inherit',
    shell: process.platform === 'win32',
  });
  if (result.status !== 0) {
    console.error('npm ci failed. See its message above; a package registry must be reachable.');
    process.exit(result.status ?? 1);
  }
}
