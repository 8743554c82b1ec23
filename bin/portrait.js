#!/usr/bin/env node
// The command as other packages see it: the pinned runtime runs the TypeScript entry.
import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { runtimeOf } from './runtime.js';

const require = createRequire(import.meta.url);
const entry = fileURLToPath(new URL('../cli/main.ts', import.meta.url));
const loader = pathToFileURL(require.resolve('tsx')).href;
const runtime = require.resolve('node/bin/node');
const given = process.argv.slice(2);
const { flags, environment } = runtimeOf(given, process.env);
const args = [...flags, ...process.execArgv, '--import', loader, entry, ...given];
const env = {
  ...environment,
  // Without it the loader would look for compiler options in the caller's folder.
  TSX_TSCONFIG_PATH: fileURLToPath(new URL('../tsconfig.json', import.meta.url)),
};

// Where it can, this process becomes the command: nothing stands between it and its signals.
if (process.execve && process.platform !== 'win32') {
  process.execve(runtime, [runtime, ...args], env);
}
const child = spawn(runtime, args, { stdio: 'inherit', env });
// A signal meant for the command must end the command, not just this wrapper. A terminal sends Ctrl+C
// to both, and the command then decides.
process.on('SIGINT', () => undefined);
for (const signal of ['SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
child.on('error', (error) => {
  console.error(`portrait: the runtime cannot be started: ${error.message}. Run npm ci.`);
  process.exit(1);
});
child.on('exit', (code, signal) => process.exit(code ?? (signal === null ? 1 : 130)));
