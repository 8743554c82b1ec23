// npm run kernels: assembles fusion/linear/kernels/*.wat. A test says whether it is up to date.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import wabt from 'wabt';

const FOLDER = new URL('../fusion/linear/kernels/', import.meta.url);
const LINE = 92;

/** What all functions of the folder come to as one module with a memory of its own, in TypeScript. */
export async function assembledKernels(): Promise<string> {
  const files = readdirSync(FOLDER).filter((name) => name.endsWith('.wat'));
  const parts = files.sort().map((name) => readFileSync(new URL(name, FOLDER), 'utf8'));
  const source = `(module (memory (export "memory") 1)\n${parts.join('\n')})`;
  const module = (await wabt()).parseWat('kernels', source, { simd: true });
  const text = Buffer.from(module.toBinary({}).buffer).toString('base64');
  const lines = text.match(new RegExp(`.{1,${LINE}}`, 'g')) ?? [];
  return [
    '// Made from the .wat files beside it by `npm run kernels`.',
    'export const KERNELS_MODULE: string = [',
    ...lines.map((line) => `  '${line}',`),
    "].join('');",
    '',
  ].join('\n');
}

export const assembledFile = new URL('kernels-module.ts', FOLDER);

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  writeFileSync(assembledFile, await assembledKernels());
}
