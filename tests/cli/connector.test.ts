import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';
import { documentOf, portrait, temporaryFolder } from './run-portrait.ts';

const ROOT = path.resolve(import.meta.dirname, '../..');

/** Makes a package in a folder be there as if npm had installed it. */
function install(folder: string, name: string, target: string): void {
  mkdirSync(path.join(folder, 'node_modules'), { recursive: true });
  symlinkSync(target, path.join(folder, 'node_modules', name));
}

const source = (connector: string) => `sources:
  - id: orders
    connector: ${connector}
    config: { baseUrl: "http://127.0.0.1:9", token: not-a-token }
    streams:
      - name: orders # mapped as the connector says
`;

describe('portrait connector', () => {
  it('begins a connector that passes conformance, alone and as an installed package', async (test) => {
    const folder = temporaryFolder(test);
    const made = await portrait(folder, ['connector', 'new', 'corner-shop', '--json']);
    assert.equal(made.exitCode, 0, made.err);
    const written = path.join(folder, 'portrait-connector-corner-shop');

    // Its own test, run by Node the way its author would.
    install(written, 'portrait', ROOT);
    const own = spawnSync(
      process.execPath,
      [
        '--import',
        path.join(ROOT, 'node_modules/tsx/dist/loader.mjs'),
        '--test',
        'connector.test.ts',
      ],
      { cwd: written, encoding: 'utf8', env: { PATH: process.env.PATH ?? '' } },
    );
    assert.equal(own.status, 0, own.stdout + own.stderr);
    assert.match(own.stdout, /✔ resume-after-kill/);

    install(folder, 'portrait-connector-corner-shop', written);
    const tested = await portrait(folder, ['connector', 'test', 'corner-shop', '--json']);
    assert.equal(tested.exitCode, 0, tested.out);
    const { connectors } = documentOf<{ connectors: { passed: number; checks: unknown[] }[] }>(
      tested,
    );
    assert.ok(connectors[0].passed >= 40 && connectors[0].checks.length >= 45);

    const listed = await portrait(folder, ['connector', 'list', '--json']);
    const { connectors: all } = documentOf<{ connectors: { name: string; from: string }[] }>(
      listed,
    );
    assert.deepEqual(
      all.filter(({ from }) => from !== 'built in').map(({ name, from }) => [name, from]),
      [['corner-shop', 'portrait-connector-corner-shop']],
    );
  });

  it('finds a connector by name among the packages of the shop', async (test) => {
    const folder = temporaryFolder(test);
    await portrait(folder, ['connector', 'new', 'corner-shop']);
    install(
      folder,
      'portrait-connector-corner-shop',
      path.join(folder, 'portrait-connector-corner-shop'),
    );
    writeFileSync(path.join(folder, 'portrait.yaml'), source('corner-shop'));
    const checked = await portrait(folder, ['source', 'check']);
    assert.equal(checked.exitCode, 4);
    assert.match(
      checked.out,
      /BAD orders \(corner-shop\): GET http:\/\/127.0.0.1:9\/by-key cannot/,
    );

    writeFileSync(path.join(folder, 'portrait.yaml'), source('corner-shp'));
    const misspelt = await portrait(folder, ['source', 'check']);
    assert.equal(misspelt.exitCode, 2);
    assert.match(
      misspelt.err,
      /"corner-shp" is not a connector; did you mean "corner-shop"\?; or install portrait-connector-corner-shp/,
    );
  });

  it('says what is wrong with a name, a folder or a package', async (test) => {
    const folder = temporaryFolder(test);
    const badName = await portrait(folder, ['connector', 'new', 'Corner Shop']);
    assert.equal(badName.exitCode, 2);
    assert.match(badName.err, /small letters, digits and dashes/);
    const unknown = await portrait(folder, ['connector', 'test', 'fils']);
    assert.equal(unknown.exitCode, 2);
    assert.match(unknown.err, /Did you mean "files"\?/);

    const broken = path.join(folder, 'node_modules/portrait-connector-broken');
    mkdirSync(broken, { recursive: true });
    writeFileSync(path.join(broken, 'package.json'), '{"name":"portrait-connector-broken"}');
    writeFileSync(path.join(broken, 'index.js'), 'module.exports = { default: 1 };');
    writeFileSync(path.join(folder, 'portrait.yaml'), source('broken'));
    const checked = await portrait(folder, ['source', 'check']);
    assert.equal(checked.exitCode, 2);
    assert.match(checked.err, /portrait-connector-broken exports no connector/);
  });
});
