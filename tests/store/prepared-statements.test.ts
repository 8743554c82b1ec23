import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { EmbeddedEngine } from '../../store/embedded/engine.ts';

describe('statements of the embedded store, planned once', () => {
  let engine: EmbeddedEngine;
  const SELECT = 'select * from things where id = $1';
  const one = async (id: number) => (await engine.query(SELECT, [id])).rows[0];

  before(async () => {
    engine = await EmbeddedEngine.open(null);
    await engine.query('create table things (id bigint primary key, name text)', []);
    await engine.query('insert into things values ($1, $2), ($3, null)', [1, 'one', 2]);
  });
  after(() => engine.close());

  test('answer the same as often as they are asked, with nulls and numbers', async () => {
    for (let time = 0; time < 1_100; time += 1)
      assert.deepEqual(await one(1), { id: 1, name: 'one' });
    assert.deepEqual(await one(2), { id: 2, name: null });
    assert.equal(await one(3), undefined);
    const updated = await engine.query('update things set name = $1 where id = $2', [null, 1]);
    assert.equal(updated.affectedRows, 1);
    assert.deepEqual(await one(1), { id: 1, name: null });
  });

  test('follow a table that has changed, in another schema too', async () => {
    await engine.query('alter table things add column more text default $$x$$', []);
    assert.deepEqual(await one(2), { id: 2, name: null, more: 'x' });
    await engine.query('create schema other', []);
    await engine.query('create table other.things (id bigint, name text, more text)', []);
    await engine.query('insert into other.things values (2, $1, null)', ['elsewhere']);
    await engine.exec('set search_path to other');
    assert.deepEqual(await one(2), { id: 2, name: 'elsewhere', more: null });
    await engine.exec('set search_path to public');
    assert.deepEqual(await one(2), { id: 2, name: null, more: 'x' });
  });

  test('fail alone: the next one is answered, in a transaction after it was rolled back', async () => {
    await assert.rejects(engine.query('select nothing from things', []), { code: '42703' });
    await assert.rejects(engine.query(SELECT, ['no number']), { code: '22P02' });
    await engine.query('begin', []);
    await assert.rejects(engine.query('select 1 / $1::int', [0]), { code: '22012' });
    await assert.rejects(one(2), { code: '25P02' });
    await engine.query('rollback', []);
    assert.deepEqual(await one(2), { id: 2, name: null, more: 'x' });
  });
});
