import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { airbyteConnector } from '../../../connectors/index.ts';
import { readAll, testContext } from '../support.ts';

/** Stands for Docker where there is none: does what its arguments ask for, without a container. */
const DOCKER = (log: string) => `#!${process.execPath}
const { appendFileSync, statSync } = require('node:fs');
const { spawnSync } = require('node:child_process');
const [verb, ...args] = process.argv.slice(2);
appendFileSync(${JSON.stringify(log)}, JSON.stringify(process.argv.slice(2)) + '\\n');
if (verb === 'rm') process.exit(0);
if (args.includes('no/daemon:1')) {
  console.error('ERROR: Cannot connect to the Docker daemon at unix:///var/run/docker.sock.');
  process.exit(125);
}
const [host] = args[args.indexOf('-v') + 1].split(':');
const modes = [statSync(host + '/..').mode, statSync(host).mode].map((mode) => (mode & 0o777).toString(8));
appendFileSync(${JSON.stringify(log)}, JSON.stringify(modes) + '\\n');
const given = args.slice(args.indexOf('shop/source:1') + 1).map((one) => one.replace('/portrait', host));
const source = ${JSON.stringify(join(import.meta.dirname, 'source.mjs'))};
process.exit(spawnSync(process.execPath, [source, ...given], { stdio: 'inherit' }).status);
`;

describe('an Airbyte source as an image', () => {
  let folder: string;
  let log: string;
  const path = process.env.PATH;
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'portrait-docker-'));
    log = join(folder, 'log');
  });
  after(() => {
    process.env.PATH = path;
    rmSync(folder, { recursive: true, force: true });
  });
  const config = (more: object) =>
    airbyteConnector.spec.config.parse({ shownSettings: { behaviour: 'good' }, ...more });

  it('is refused in plain words where there is no Docker', async () => {
    process.env.PATH = folder;
    const check = await airbyteConnector.check(config({ image: 'shop/source:1' }), testContext());
    assert.equal(check.ok, false);
    assert.match(check.message, /image shop\/source:1 needs Docker, and there is no `docker`/);
  });

  it('is refused in plain words where its daemon does not answer', async () => {
    writeFileSync(join(folder, 'docker'), DOCKER(log), { mode: 0o755 });
    process.env.PATH = `${folder}:${path}`;
    const check = await airbyteConnector.check(config({ image: 'no/daemon:1' }), testContext());
    assert.equal(check.ok, false);
    assert.match(check.message, /Docker's daemon does not answer.*as a `program` instead/);
  });

  it('is read like a program, its files in a folder that only the container shares', async () => {
    const environment = { TOKEN: 't0ken-of-shop' };
    const image = config({ image: 'shop/source:1', environment, settings: { key: 'k3y' } });
    const messages = await readAll(airbyteConnector, image, 'shop.orders');
    assert.equal(messages.filter(({ type }) => type === 'record').length, 30);
    const lines = readFileSync(log, 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    const run = lines.findLast(([verb]) => verb === 'run') as string[];
    const name = run[run.indexOf('--name') + 1];
    assert.match(name, /^portrait-[0-9a-f-]{36}$/);
    assert.deepEqual(run.slice(0, 3), ['run', '-i', '--rm']);
    assert.match(run[run.indexOf('-v') + 1], /:\/portrait:ro$/);
    assert.equal(run[run.indexOf('--env') + 1], 'TOKEN');
    assert.deepEqual(lines.at(-1), ['700', '755'], 'nobody else on this machine gets in');
    assert.ok(!JSON.stringify(lines).match(/t0ken|k3y/), 'no secret on the command line');
  });
});
