import { randomUUID } from 'node:crypto';
import { readFile, rename, writeFile } from 'node:fs/promises';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { describe } from 'node:test';
import { CompiledQuery, Kysely } from 'kysely';
import pg from 'pg';
import { EmbeddedDialect } from '../../store/embedded/dialect.ts';
import { EmbeddedEngine } from '../../store/embedded/engine.ts';
import { openStore, type Store } from '../../store/index.ts';
import { openEmbeddedStore } from '../../store/open-store.ts';

export interface TestStoreOptions {
  readonly clock?: () => number;
  /** Which database; the server where `DATABASE_URL` names one if nothing is said. */
  readonly kind?: 'embedded' | 'server';
}

/** A new, empty store with what a second process would need to open it as well. */
export interface TestStore extends Store {
  readonly schema: string;
}

// Making a database takes seconds and a schema milliseconds, so the stores of one test file share an
// engine. It ends with the process: an idle one does not keep it alive.
let sharedEngine: Promise<EmbeddedEngine> | undefined;

/** An empty store of its own: in-memory PGlite, or a new schema of `DATABASE_URL`, dropped on close. */
export async function openTestStore(options: TestStoreOptions = {}): Promise<TestStore> {
  const url = process.env.DATABASE_URL;
  const kind = options.kind ?? (url ? 'server' : 'embedded');
  const schema = `test_${randomUUID().replaceAll('-', '').slice(0, 16)}`;
  const clock = options.clock ?? Date.now;
  if (kind === 'embedded') {
    sharedEngine ??= openFromImage();
    const engine = await sharedEngine;
    const store = await openEmbeddedStore(engine, schema, clock, async () => undefined);
    return Object.assign(store, { schema });
  }
  if (!url) throw new Error('Set DATABASE_URL to test against a PostgreSQL server.');
  const store = await openStore({ url, schema, clock });
  const close = store.close.bind(store);
  return Object.assign(store, {
    schema,
    async close() {
      await close();
      await dropSchema(url, schema);
    },
  });
}

/** Making a database takes ten times as long as loading a made one, so one is kept for all test files. */
async function openFromImage(): Promise<EmbeddedEngine> {
  const manifest = new URL('../../node_modules/@electric-sql/pglite/package.json', import.meta.url);
  const { version } = JSON.parse(await readFile(manifest, 'utf8'));
  const file = join(tmpdir(), `portrait-test-pglite-${version}-${userInfo().uid}.tar`);
  const image = await readFile(file).catch(() => null);
  if (image) return EmbeddedEngine.open(null, new Uint8Array(image));
  const engine = await EmbeddedEngine.open(null);
  // Under another name first, so that nobody ever reads half of it.
  const unfinished = `${file}.${process.pid}`;
  await writeFile(unfinished, await engine.image());
  await rename(unfinished, file);
  return engine;
}

async function dropSchema(url: string, schema: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(`drop schema if exists "${schema}" cascade`);
  } finally {
    await client.end();
  }
}

/** Opens stores of one kind. */
export type OpenTestStore = (options?: TestStoreOptions) => Promise<TestStore>;

/** Why no server is tested; undefined where one is named. */
export function serverAbsent(): string | undefined {
  if (process.env.DATABASE_URL) return undefined;
  if (process.env.PORTRAIT_REQUIRE_SERVICES === '1') {
    throw new Error('PORTRAIT_REQUIRE_SERVICES=1 but DATABASE_URL is not set.');
  }
  return 'set DATABASE_URL to run this on PostgreSQL (npm run services -- postgres starts one)';
}

/** Runs one suite on PGlite and, where `DATABASE_URL` names one, on PostgreSQL. */
export function onEveryStore(name: string, suite: (open: OpenTestStore) => void): void {
  describe(`${name} (embedded)`, () => {
    suite((options) => openTestStore({ ...options, kind: 'embedded' }));
  });
  onServerStore(name, suite);
}

/** Runs a suite on PostgreSQL only, for what takes several connections. */
export function onServerStore(name: string, suite: (open: OpenTestStore) => void): void {
  const skip = serverAbsent();
  describe(`${name} (server)`, skip === undefined ? {} : { skip }, () => {
    suite((options) => openTestStore({ ...options, kind: 'server' }));
  });
}

/** Asks a test's store something that its door has no question for. */
export async function rawQuery(
  { kind, schema }: TestStore,
  text: string,
): Promise<Record<string, unknown>[]> {
  if (kind === 'embedded') {
    const dialect = new EmbeddedDialect(await sharedEngine!, schema);
    const { rows } = await new Kysely<unknown>({ dialect }).executeQuery(CompiledQuery.raw(text));
    return rows as Record<string, unknown>[];
  }
  const client = new pg.Client({ connectionString: process.env.DATABASE_URL! });
  await client.connect();
  try {
    await client.query(`set search_path to "${schema}", public`);
    return (await client.query(text)).rows;
  } finally {
    await client.end();
  }
}
