import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { test } from 'node:test';
import { promisify } from 'node:util';

const run = promisify(execFile);
const here = new URL('.', import.meta.url).href;

interface Outcome {
  readonly backend: string;
  readonly losses: number[];
  readonly vectors: number[][];
  readonly scores: number[][];
}

/** Trains the same short run on a backend, in a process of its own. */
async function trainOn(backend: 'wasm' | 'native'): Promise<Outcome> {
  const script = `
    import { fitNetwork } from '${here}../../../fusion/training/index.ts';
    import { syntheticSet, userInputOf, candidatesOf } from '${here}synthetic-set.ts';
    const set = syntheticSet({ users: 200, candidates: 20 });
    const { network, metrics } = await fitNetwork([set], { epochs: 3, batchSize: 40, seed: 3, patience: 9 });
    const users = [0, 1, 2, 3].map((row) => network.encode(userInputOf(set, row)));
    console.log(JSON.stringify({
      backend: metrics.backend,
      losses: metrics.curve.map(({ validation }) => validation.total),
      vectors: users.map(({ mean }) => [...mean]),
      scores: users.map((user, row) => [...network.scores(user, candidatesOf(set, row))]),
    }));`;
  const { stdout } = await run(
    process.execPath,
    ['--import', 'tsx', '--input-type=module', '--eval', script],
    { env: { ...process.env, PORTRAIT_BACKEND: backend } },
  );
  return JSON.parse(stdout) as Outcome;
}

test('WebAssembly and native TensorFlow agree to 1e-3 after training with one seed', async (t) => {
  const native = await trainOn('native').catch((error: Error & { stderr?: string }) => {
    if (!error.stderr?.includes('BackendUnavailableError')) throw error;
    return null;
  });
  if (native === null) {
    t.skip('native TensorFlow is not installed (npm run native prepares it)');
    return;
  }
  const wasm = await trainOn('wasm');
  assert.deepEqual([native.backend, wasm.backend], ['native', 'wasm']);
  const flat = ({ losses, vectors, scores }: Outcome) => [losses, ...vectors, ...scores].flat();
  const [left, right] = [flat(native), flat(wasm)];
  left.forEach((value, index) => {
    assert.ok(Math.abs(value - right[index]) < 1e-3, `${value} and ${right[index]}`);
  });
});
