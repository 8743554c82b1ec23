import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { before, describe, test } from 'node:test';
import { promisify } from 'node:util';
import { Autoencoder } from '../../examples/autoencoder/autoencoder.ts';
import { openBackend } from '../../fusion/index.ts';

const run = promisify(execFile);

describe('the autoencoder example', () => {
  before(() => openBackend());

  test('prints a falling loss and three reconstructions near what was given', async () => {
    const { stdout } = await run(process.execPath, [
      ...['--import', 'tsx', 'examples/autoencoder/main.ts'],
    ]);
    const losses = [...stdout.matchAll(/loss (\d\.\d+)/g)].map(([, loss]) => Number(loss));
    assert.equal(losses.length, 6);
    for (let index = 1; index < losses.length; index += 1) {
      assert.ok(losses[index] <= losses[index - 1], losses.join(' '));
    }
    assert.ok(losses[0] - losses[5] > 0.1);
    const pairs = [...stdout.matchAll(/given ([\d. ]+?) {2}reconstructed ([\d. ]+)/g)];
    assert.equal(pairs.length, 3);
    for (const [, given, reconstructed] of pairs) {
      const [left, right] = [given, reconstructed].map((text) =>
        text.trim().split(' ').map(Number),
      );
      assert.equal(right.length, 3);
      left.forEach((value, index) => {
        assert.ok(Math.abs(value - right[index]) < 0.15, stdout);
      });
    }
  });

  test('refuses rows of another width than it was made for', () => {
    const autoencoder = new Autoencoder(3, 20, 1);
    assert.throws(() => autoencoder.step([[0.1, 0.2]], 0.01), /needs 3 values; one has 2/);
  });
});
