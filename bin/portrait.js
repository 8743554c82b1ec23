#!/usr/bin/env node
// The command as other packages see it: the pinned runtime runs the TypeScript entry.
import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { fileURLToPath, pathToFileURL } from 'node:url';

const require = createRequire(import.meta.url);
const entry = fileURLToPath(new URL('../cli/main.ts', import.meta.url));
const loader = pathToFileURL(require.resolve('tsx')).href;
const runtime = require.resolve('node/bin/node');
const child = spawn(runtime, ['--import', loader, entry, ...process.argv.slice(2)], {
  stdio: 'inherit',
  env: {
    ...process.env,
    // Without it the loader would look for compiler options in the caller's folder.
    TSX_TSCONFIG_PATH: fileURLToPath(new URL('../tsconfig.json', import.meta.url)),
  },
});
// A signal meant for the command must end the command, not just this wrapper. A terminal sends Ctrl+C
// to both, and the command then decides.
process.on('SIGINT', () => undefined);
for (const signal of ['SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
child.on('error', (error) => {
  console.error(`portrait: the runtime cannot be started: ${error.message}. Run npm ci.`);
  process.exit(1);
});
child.on('exit', (code, signal) => process.exit(code ?? (signal === null ? 1 : 130)));
