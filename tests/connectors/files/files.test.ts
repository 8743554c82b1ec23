import assert from 'node:assert/strict';
import { appendFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { gzipSync } from 'node:zlib';
import { parquetWriteBuffer } from 'hyparquet-writer';
import { filesConnector } from '../../../connectors/files/files-connector.ts';
import { applied, lastState } from '../support.ts';
import { keys, records, rejects, source } from './files-source.ts';

describe('files connector', () => {
  it('reads CSV with a byte order mark, CRLF, quotes and empty fields', async () => {
    const text = '\ufeffid,note\r\n1,"a, ""b""\r\nc"\r\n2,\r\n';
    const { read } = source({ 'a.csv': text }, { path: 'a.csv', key: 'id' });
    assert.deepEqual(
      records(await read()).map(({ key, data }) => [key, data]),
      [
        ['1', { id: '1', note: 'a, "b"\r\nc' }],
        ['2', { id: '2', note: null }],
      ],
    );
  });

  it('sets bad CSV rows aside and goes on', async () => {
    const text = 'id,note\n1,a\n2,b,c\n,d\n3,e"f\n4,g\n';
    const { read } = source({ 'a.csv': text }, { path: 'a.csv', key: 'id' });
    const messages = await read();
    assert.deepEqual(
      records(messages).map(({ key }) => key),
      ['1', '4'],
    );
    assert.deepEqual(
      rejects(messages).map(({ position }) => position),
      ['a.csv:3', 'a.csv:4', 'a.csv:5'],
    );
  });

  it('sets bad JSON lines aside: not JSON, NaN, no object, not UTF-8, too long', async () => {
    const lines = Buffer.concat([
      Buffer.from('{"id":1}\nnope\n{"id":NaN}\n[1]\n'),
      Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x7d, 0x0a]),
      Buffer.from(`{"id":"${'x'.repeat(500)}"}\n\n{"id":2}`),
    ]);
    const { read } = source({ 'a.jsonl': lines }, { path: 'a.jsonl', key: 'id', maxRowBytes: 100 });
    const messages = await read();
    assert.deepEqual(
      records(messages).map(({ key }) => key),
      ['1', '2'],
    );
    assert.deepEqual(
      rejects(messages).map(({ position }) => position),
      [2, 3, 4, 5, 6].map((line) => `a.jsonl:${line}`),
    );
  });

  it('reads Parquet as JSON-safe values', async () => {
    const file = parquetWriteBuffer({
      columnData: [
        { name: 'id', data: [1n, 9007199254740993n], type: 'INT64' },
        { name: 'at', data: [new Date(0), new Date(1)], type: 'TIMESTAMP' },
        { name: 'share', data: [Number.NaN, 0.5], type: 'DOUBLE' },
      ],
    });
    const { read } = source({ 'a.parquet': Buffer.from(file) }, { path: '*.parquet', key: 'id' });
    const messages = await read();
    assert.deepEqual(
      records(messages).map(({ data }) => data),
      [
        { id: 1, at: '1970-01-01T00:00:00.000Z', share: null },
        { id: '9007199254740993', at: '1970-01-01T00:00:00.001Z', share: 0.5 },
      ],
    );
    assert.equal(records(await read(lastState(messages))).length, 0);
  });

  it('reads appended rows, new files and rewritten files, and nothing again', async () => {
    const { baseFolder, read } = source(
      { 'a.csv': 'id\n1\n2\n', 'b.csv.gz': gzipSync('id\n3\n') },
      { path: '*.csv*', key: 'id' },
    );
    const first = await read();
    assert.deepEqual(keys(first), ['1', '2', '3']);
    assert.deepEqual(keys(await read(lastState(first))), []);
    appendFileSync(join(baseFolder, 'a.csv'), '4\n');
    writeFileSync(join(baseFolder, 'c.csv'), 'id\n5\n');
    const second = await read(lastState(first));
    assert.deepEqual(keys(second), ['4', '5']);
    writeFileSync(join(baseFolder, 'a.csv'), 'id\n6\n');
    assert.deepEqual(keys(await read(lastState(second))), ['6']);
  });

  it('reads a last line again that was half written', async () => {
    const { baseFolder, read } = source(
      { 'a.csv': 'id,n\n1,a\n2,b' },
      { path: 'a.csv', key: 'id' },
    );
    const first = await read();
    assert.equal(records(first).length, 2);
    assert.equal(records(await read(lastState(first))).length, 0);
    appendFileSync(join(baseFolder, 'a.csv'), 'cd\n3,e\n');
    assert.deepEqual(
      records(await read(lastState(first))).map(({ data }) => data.n),
      ['bcd', 'e'],
    );
  });

  for (const format of ['csv', 'jsonl']) {
    it(`loses and doubles nothing when killed at any state (${format})`, async () => {
      const rows = Array.from({ length: 5_001 }, (_, id) =>
        format === 'csv' ? id : `{"id":${id}}`,
      );
      const text = `${format === 'csv' ? 'id\n' : ''}${rows.join('\n')}\n`;
      const { read } = source(
        { [`a.${format}`]: text, [`b.${format}.gz`]: gzipSync(text) },
        { path: `*.${format}*` },
      );
      const whole = await read();
      const expected = applied(whole);
      assert.equal(expected.size, 10_002);
      let states = 0;
      for (const [index, message] of whole.entries()) {
        if (message.type !== 'state') continue;
        states += 1;
        const rest = await read(message.state);
        assert.deepEqual(applied(rest, applied(whole.slice(0, index))), expected);
        assert.ok(records(rest).length < 10_002, 'something is not read again');
      }
      assert.ok(states >= 6);
    });
  }

  it('takes versions and tombstones from the fields that are named', async () => {
    const text = 'id,at,gone\n1,2026-01-01T01:00:00+01:00,\n1,2026-01-02T00:00:00Z,true\n';
    const { read } = source(
      { 'a.csv': text },
      { path: 'a.csv', key: 'id', version: 'at', deleted: 'gone' },
    );
    const found = (await read()).filter(({ type }) => type === 'record' || type === 'tombstone');
    assert.deepEqual(
      found.map((message) => [message.type, 'version' in message && message.version]),
      [
        ['record', '2026-01-01T00:00:00.000000000Z'],
        ['tombstone', '2026-01-02T00:00:00.000000000Z'],
      ],
    );
  });

  it('reads nothing from empty files', async () => {
    const { read } = source(
      { 'a.csv': '', 'b.csv': 'id\n', 'c.jsonl': '' },
      { path: '*.{csv,jsonl}' },
    );
    assert.equal(records(await read()).length, 0);
  });

  it('says what is there where a file is not', async () => {
    const { config, context, read } = source({ 'orders.csv': 'id\n' }, { path: 'ordres.csv' });
    await assert.rejects(read(), /no file matches ordres\.csv.*orders\.csv/);
    const { ok, message } = await filesConnector.check(config, context);
    assert.equal(ok, false);
    assert.match(message, /ordres\.csv/);
  });

  it('passes over an endless line without keeping it', async () => {
    const { read } = source(
      {
        'a.jsonl': Buffer.concat([Buffer.alloc(40e6, 'x'), Buffer.from('\n{"id":1}\n')]),
        'b.csv': Buffer.concat([
          Buffer.from('id\n'),
          Buffer.alloc(40e6, 'x'),
          Buffer.from('\n1\n'),
        ]),
      },
      { path: '*.{jsonl,csv}', key: 'id' },
    );
    const messages = await read();
    assert.equal(rejects(messages).length, 2);
    assert.ok(rejects(messages).every(({ raw }) => raw.length <= 2_000));
  });
});
