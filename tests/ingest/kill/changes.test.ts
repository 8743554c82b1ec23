import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import path from 'node:path';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { openStore } from '../../../store/index.ts';
import { requireService } from '../../support/services.ts';
import { effective } from '../support.ts';
import { changesSource, ingestChanges } from './changes-source.ts';
import { seeded } from './source.ts';

const KILLS = 5;
const ROWS = 400;
const SEED = 20_261_126;

const { skip, facts } = requireService('postgres');

test('killed at random instants while a shop writes, the store equals the table in the end', {
  skip,
}, async () => {
  const { url } = facts!;
  const schema = `kill_${randomUUID().slice(0, 8)}`;
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const random = seeded(SEED);
  try {
    await client.query(`create schema ${schema};
        create table ${schema}.purchases (id int primary key, customer text, item text, amount int, at timestamptz);
        insert into ${schema}.purchases select i, 'c' || i % 40, 'i' || i % 9, 1, '2026-01-01Z' from generate_series(1, ${ROWS}) i`);
    const shop = new Shop(client, `${schema}.purchases`, random);
    const writing = shop.write();
    let inTheMiddle = 0;
    for (let kills = 0; kills < KILLS; kills += 1) {
      const child = follow(url, schema);
      await Promise.race([once(child.stdout!, 'data'), once(child, 'close')]);
      assert.equal(child.exitCode, null, 'it follows until it is killed');
      await sleep(random() * 700);
      child.kill('SIGKILL');
      await once(child, 'close');
      if (await isUnderWay(client, schema)) inTheMiddle += 1;
    }
    shop.isOpen = false;
    const transactions = await writing;
    assert.ok(transactions > 50, `only ${transactions} transactions`);
    assert.ok(inTheMiddle >= KILLS / 2, `only ${inTheMiddle} kills came with a state stored`);
    await compare(url, schema, client);
  } finally {
    await client.query(`select pg_drop_replication_slot(slot_name) from pg_replication_slots where slot_name like '${schema}%' and not active;
        drop publication if exists ${schema}_purchases; drop schema if exists ${schema} cascade; drop schema if exists ${schema}_store cascade`);
    await client.end();
  }
});

function follow(url: string, schema: string): ChildProcess {
  const file = path.join(import.meta.dirname, 'changes-child.ts');
  return spawn(process.execPath, ['--import', 'tsx', file, url, schema], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
}

async function isUnderWay(client: pg.Client, schema: string): Promise<boolean> {
  const { rows } = await client.query(`select state from ${schema}_store.source_states`);
  return rows.some(({ state }) => state !== null);
}

async function compare(url: string, schema: string, client: pg.Client): Promise<void> {
  const store = await openStore({ url, schema: `${schema}_store` });
  try {
    const report = await ingestChanges(store).sync(changesSource(url, schema));
    assert.equal(report.failure, null);
    const found = (await effective(store)).map(({ recordKey, itemId, value }) => [
      recordKey,
      itemId,
      value,
    ]);
    const { rows } = await client.query(`select id, item, amount from ${schema}.purchases`);
    const wanted = rows.map(({ id, item, amount }) => [String(id), item, amount]);
    assert.deepEqual(found.sort(), wanted.sort());
    assert.equal(await store.deadLetters.count('shop'), 0);
  } finally {
    await store.close();
  }
}

/** Somebody who buys, returns and changes what was bought, in transactions of several steps. */
class Shop {
  isOpen = true;
  #next = ROWS + 1;

  constructor(
    readonly client: pg.Client,
    readonly table: string,
    readonly random: () => number,
  ) {}

  async write(): Promise<number> {
    let transactions = 0;
    for (; this.isOpen; transactions += 1) {
      const steps = Array.from({ length: 1 + Math.floor(this.random() * 5) }, () => this.#step());
      const end = this.random() < 0.1 ? 'rollback' : 'commit';
      await this.client.query(`begin; ${steps.join('; ')}; ${end}`);
      await sleep(this.random() * 10);
    }
    return transactions;
  }

  #step(): string {
    const chance = this.random();
    const id = 1 + Math.floor(this.random() * this.#next);
    const amount = Math.floor(this.random() * 1000);
    this.#next += 1;
    if (chance < 0.4) {
      return `insert into ${this.table} values (${this.#next}, 'c${id % 40}', 'i${id % 9}', ${amount}, now())`;
    }
    if (chance < 0.7) return `update ${this.table} set amount = ${amount} where id = ${id}`;
    if (chance < 0.8) return `update ${this.table} set id = ${this.#next} where id = ${id}`;
    if (chance < 0.9)
      return `update ${this.table} set customer = 'c${amount % 40}' where id = ${id}`;
    return `delete from ${this.table} where id = ${id}`;
  }
}
