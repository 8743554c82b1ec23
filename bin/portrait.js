#!/usr/bin/env node
// The command as other packages see it: the pinned runtime runs the TypeScript entry.
import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { fileURLToPath, pathToFileURL } from 'node:url';

const require = createRequire(import.meta.url);
const entry = fileURLToPath(new URL('../cli/main.ts', import.meta.url));
const loader = pathToFileURL(require.resolve('tsx')).href;
const runtime = require.resolve('node/bin/node');
const result = spawnSync(runtime, ['--import', loader, entry, ...process.argv.slice(2)], {
  stdio: 'inherit',
});
process.exit(result.status ?? 1);
