import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, readlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { gzipSync, zstdCompressSync } from 'node:zlib';
import { parquetWriteBuffer } from 'hyparquet-writer';
import { filesConnector } from '../../../connectors/files/files-connector.ts';
import {
  ConnectorConfigError,
  ConnectorFatalError,
  type ConnectorMessage,
} from '../../../connectors/index.ts';
import { collectGarbage } from '../../support/collect-garbage.ts';
import { readAll } from '../support.ts';
import { keys, positions, records, rejects, source } from './files-source.ts';

const MEGABYTES = 1024 * 1024;

const parquet = (codec: 'SNAPPY' | 'ZSTD' | 'UNCOMPRESSED', count = 3) =>
  Buffer.from(
    parquetWriteBuffer({
      columnData: [
        { name: 'id', data: Array.from({ length: count }, (_, id) => id), type: 'INT32' },
        { name: 'note', data: Array.from({ length: count }, (_, id) => `n${id % 7}`) },
      ],
      codec,
      compressors: { ZSTD: (bytes: Uint8Array) => new Uint8Array(zstdCompressSync(bytes)) },
    }),
  );

describe('Parquet', () => {
  for (const codec of ['SNAPPY', 'ZSTD', 'UNCOMPRESSED'] as const) {
    it(`is read with ${codec} pages`, async () => {
      const { read } = source({ 'a.parquet': parquet(codec) }, { path: 'a.parquet', key: 'id' });
      assert.deepEqual(
        records(await read()).map(({ data }) => data),
        [0, 1, 2].map((id) => ({ id, note: `n${id}` })),
      );
    });
  }

  it('is read whole over several parts, and on from a state', async () => {
    const { read } = source({ 'a.pq': parquet('SNAPPY', 45_001) }, { path: 'a.pq', key: 'id' });
    const messages = await read();
    assert.deepEqual(
      keys(messages),
      Array.from({ length: 45_001 }, (_, id) => String(id)),
    );
    const states = messages.filter((message) => message.type === 'state');
    const rest = await read(states[15].state);
    assert.equal(keys(rest)[0], '32000');
    assert.equal(keys(rest).length, 13_001);
  });

  it('that is damaged or gzipped is an error that names the file', async () => {
    const whole = parquet('SNAPPY');
    const cut = source({ 'a.parquet': whole.subarray(0, -20) }, { path: 'a.parquet' });
    await assert.rejects(cut.read(), {
      name: 'ConnectorFatalError',
      message: /a\.parquet.*damaged/,
    });
    const packed = source({ 'a.parquet.gz': gzipSync(whole) }, { path: '*.gz' });
    await assert.rejects(packed.read(), /gzipped Parquet file; unpack it/);
  });
});

describe('text files', () => {
  it('that are gzipped are read, and one that is cut off stops with what was read', async () => {
    const lines = Array.from({ length: 20_000 }, (_, id) => `{"id":${id},"n":"${id * 7919}"}\n`);
    const packed = gzipSync(lines.join(''));
    const whole = source({ 'a.jsonl.gz': packed }, { path: '*.gz', key: 'id' });
    assert.equal(keys(await whole.read()).length, 20_000);
    const cut = source({ 'a.jsonl.gz': packed.subarray(0, -9_000) }, { path: '*.gz', key: 'id' });
    const messages: ConnectorMessage[] = [];
    const request = { stream: 's', state: null };
    await assert.rejects(async () => {
      const found = filesConnector.read(cut.config, request, cut.context);
      for await (const message of found) messages.push(message);
    }, ConnectorFatalError);
    const { length } = keys(messages);
    assert.ok(length > 1_000 && length < 20_000, `${length} rows`);
    cut.put('a.jsonl.gz', packed);
    assert.equal(keys(await cut.read()).length, 20_000);
  });

  it('with an endless line are passed over in bounded memory', async () => {
    const endless = Buffer.alloc(10 * MEGABYTES, 'x');
    const files = {
      'a.jsonl': Buffer.concat([Buffer.from('{"id":1}\n'), endless, Buffer.from('\n{"id":2}\n')]),
      'b.csv': Buffer.concat([Buffer.from('id\n3\n'), endless, Buffer.from('\n4\n')]),
      'c.csv.gz': gzipSync(Buffer.concat([Buffer.from('id\n5\n"'), Buffer.alloc(80 * MEGABYTES)])),
    };
    const { read } = source(files, { path: '*', key: 'id', maxRowBytes: 50_000 });
    const before = process.memoryUsage().arrayBuffers;
    let most = 0;
    const more = () => process.memoryUsage().arrayBuffers - before;
    const timer = setInterval(() => {
      // What waits for the collector is not held, and how much that is depends on the machine.
      if (more() > 32 * MEGABYTES) collectGarbage();
      most = Math.max(most, more());
    }, 5);
    const messages = await read();
    clearInterval(timer);
    assert.deepEqual(keys(messages), ['1', '2', '3', '4', '5']);
    assert.deepEqual(positions(messages), ['a.jsonl:2', 'b.csv:3', 'c.csv.gz:3']);
    assert.ok(rejects(messages).every(({ raw }) => raw.length <= 2_000));
    assert.ok(most < 64 * MEGABYTES, `${Math.round(most / MEGABYTES)} MB were held`);
  });

  it('are found by globs, in the order of their names, folders left out', async () => {
    const { baseFolder, read } = source(
      { 'b.csv': 'id\n2\n', 'a.csv': 'id\n1\n' },
      { path: '**/*.csv' },
    );
    mkdirSync(join(baseFolder, 'c.csv'));
    mkdirSync(join(baseFolder, '[new]'));
    writeFileSync(join(baseFolder, '[new]', 'x.csv'), 'id\n3\n');
    assert.deepEqual(keys(await read()), ['[new]/x.csv:1', 'a.csv:1', 'b.csv:1']);
    const named = source({ 'a[1].csv': 'id\n7\n' }, { path: 'a[1].csv' });
    assert.deepEqual(keys(await named.read()), ['a[1].csv:1']);
  });

  it('that are not there, or of no known format, are named with what to do', async () => {
    const missing = source({ 'orders.csv': 'id\n' }, { path: 'shop/2026/*.csv' });
    await assert.rejects(missing.read(), {
      name: 'ConnectorConfigError',
      message: /no file matches shop\/2026\/\*\.csv.*holds orders\.csv/,
    });
    const unknown = source({ 'orders.dat': 'id\n1\n' }, { path: 'orders.dat' });
    await assert.rejects(unknown.read(), /orders\.dat.*say format: csv, jsonl or parquet/);
    const said = source({ 'orders.dat': 'id\n1\n' }, { path: 'orders.dat', format: 'csv' });
    assert.equal((await said.read()).filter(({ type }) => type === 'record').length, 1);
    await assert.rejects(
      readAll(filesConnector, said.config, 'x', null, said.context),
      ConnectorConfigError,
    );
  });

  it('are described by all files, and closed when only their start was read', async () => {
    const text = Array.from({ length: 100_000 }, (_, id) => `{"id":${id}}\n`).join('');
    const { baseFolder, config, context } = source(
      { 'a.jsonl': '', 'b.jsonl.gz': gzipSync(text), 'c.jsonl': text },
      { path: '*.jsonl*', key: 'id', version: 'at' },
    );
    const [stream] = await filesConnector.discover(config, context);
    assert.deepEqual(stream.fields, [{ name: 'id', type: 'integer', nullable: false }]);
    assert.deepEqual([stream.primaryKey, stream.cursor], [['id'], 'at']);
    assert.deepEqual(await filesConnector.check(config, context), {
      ok: true,
      message: '1 streams in 3 files.',
    });
    await new Promise((resolve) => setTimeout(resolve, 50));
    assert.deepEqual(openFilesIn(baseFolder), []);
  });
});

/** The files of a folder that this process holds open; Linux tells. */
function openFilesIn(folder: string): string[] {
  if (process.platform !== 'linux') return [];
  return readdirSync('/proc/self/fd').flatMap((fd) => {
    try {
      const file = readlinkSync(`/proc/self/fd/${fd}`);
      return file.startsWith(folder) ? [file] : [];
    } catch {
      return [];
    }
  });
}
