import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import pg from 'pg';
import { openStore, type StoreOptions } from '../store/index.ts';

/** Where an empty store lies that was made before: to make one takes memory that using it does not. */
export class EmptyPlace {
  private constructor(
    readonly name: string,
    readonly options: StoreOptions,
    readonly remove: () => Promise<void>,
  ) {}

  /** In a schema of the server that `DATABASE_URL` names, or in a folder where it names none. */
  static async make(): Promise<EmptyPlace> {
    const url = process.env.DATABASE_URL;
    const place = url ? EmptyPlace.#onServer(url) : await EmptyPlace.#embedded();
    await (await openStore(place.options)).close();
    return place;
  }

  static #onServer(url: string): EmptyPlace {
    const schema = `bench_${randomUUID().slice(0, 8)}`;
    return new EmptyPlace('PostgreSQL', { url, schema }, async () => {
      const client = new pg.Client({ connectionString: url });
      await client.connect();
      await client.query(`drop schema if exists ${schema} cascade`);
      await client.end();
    });
  }

  static async #embedded(): Promise<EmptyPlace> {
    const folder = await mkdtemp(path.join(tmpdir(), 'portrait-bench-'));
    return new EmptyPlace('embedded store (PGlite)', { folder }, () =>
      rm(folder, { recursive: true, force: true }),
    );
  }
}
