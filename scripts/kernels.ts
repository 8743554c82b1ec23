// npm run kernels: assembles fusion/linear/kernels/kernels.wat. A test says whether it is up to date.
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import wabt from 'wabt';

const FOLDER = new URL('../fusion/linear/kernels/', import.meta.url);
const LINE = 92;

/** What kernels.wat comes to, as a TypeScript module. */
export async function assembledKernels(): Promise<string> {
  const source = readFileSync(new URL('kernels.wat', FOLDER), 'utf8');
  const module = (await wabt()).parseWat('kernels.wat', source, { simd: true });
  const text = Buffer.from(module.toBinary({}).buffer).toString('base64');
  const lines = text.match(new RegExp(`.{1,${LINE}}`, 'g')) ?? [];
  return [
    '// Made from kernels.wat by `npm run kernels`.',
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
