import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { describe, test } from 'node:test';
import { promisify } from 'node:util';

const run = promisify(execFile);
const door = new URL('../../../fusion/tensor/index.ts', import.meta.url).href;

/** A backend belongs to its process, so each choice is tried in one of its own. */
async function inProcess(body: string, backend: string): Promise<string> {
  const script = `import { openBackend } from '${door}';\n${body}`;
  const { stdout } = await run(
    process.execPath,
    ['--import', 'tsx', '--input-type=module', '--eval', script],
    { env: { ...process.env, PORTRAIT_BACKEND: backend } },
  );
  return stdout.trim();
}

describe('the choice of backend', () => {
  test('WebAssembly can be asked for, and says so', async () => {
    const said = await inProcess('console.log(JSON.stringify(await openBackend()))', 'wasm');
    assert.deepEqual(JSON.parse(said), { kind: 'wasm', reason: 'WebAssembly, as asked for' });
  });

  test('left alone it takes native or WebAssembly, with a reason', async () => {
    const said = await inProcess('console.log(JSON.stringify(await openBackend()))', '');
    const { kind, reason } = JSON.parse(said);
    assert.ok(kind === 'native' || kind === 'wasm');
    assert.match(reason, /because/);
  });

  test('an unknown one is refused with what to do', async () => {
    const said = await inProcess(
      'await openBackend().catch((error) => console.log(error.name, error.message))',
      'gpu',
    );
    assert.match(
      said,
      /^BackendUnavailableError There is no tensor backend "gpu"; set PORTRAIT_BACKEND/,
    );
  });

  test('it leaves no handlers on the process that would bury errors', async () => {
    const said = await inProcess(
      `await openBackend();
       console.log(process.listenerCount('uncaughtException'), process.listenerCount('unhandledRejection'))`,
      'wasm',
    );
    assert.equal(said, '0 0');
  });
});
