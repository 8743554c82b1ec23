import { createRequire } from 'node:module';
import path from 'node:path';
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import { ready, setBackend } from '@tensorflow/tfjs-core';

const FATAL_EVENTS = ['uncaughtException', 'unhandledRejection'] as const;

/** Starts the WebAssembly engine from the files of the installed package (no network). */
export async function openWasmBackend(): Promise<void> {
  const require = createRequire(import.meta.url);
  setWasmPaths(`${path.dirname(require.resolve('@tensorflow/tfjs-backend-wasm'))}${path.sep}`);
  // The engine's loader adds handlers that rethrow every fatal error of the process below a page
  // of its own source text; taking them off again leaves errors readable.
  const before = FATAL_EVENTS.map((event) => new Set(process.listeners(event as 'exit')));
  await setBackend('wasm');
  await ready();
  FATAL_EVENTS.forEach((event, index) => {
    for (const listener of process.listeners(event as 'exit')) {
      if (!before[index].has(listener)) process.removeListener(event, listener);
    }
  });
}
