import assert from 'node:assert/strict';
import { appendFileSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { ConnectorFatalError, type Json } from '../../../connectors/index.ts';
import { applied, lastState } from '../support.ts';
import { keys, records, rejects, source } from './files-source.ts';

type Format = 'csv' | 'jsonl';

const header = (format: Format) => (format === 'csv' ? 'id,n\n' : '');

/** A row with a value that may need quotes; each is a good record. */
function rowOf(format: Format, id: number, value: string): string {
  if (format === 'jsonl') return `${JSON.stringify({ id, n: value })}\n`;
  return `${id},"${value.replaceAll('"', '""')}"\n`;
}

const value = fc.constantFrom('a', '', 'b"c', 'd\ne', 'f,g', '\n');
const file = fc.record({
  format: fc.constantFrom<Format>('csv', 'jsonl'),
  values: fc.array(value, { maxLength: 12 }),
  more: fc.array(value, { maxLength: 6 }),
  cut: fc.nat(),
});

describe('state of files', () => {
  it('a file that is cut anywhere and then completed loses no row, and doubles at most its last', async () => {
    await fc.assert(
      fc.asyncProperty(file, async ({ format, values, more, cut }) => {
        const row = (text: string, id: number) => rowOf(format, id, text);
        const whole = Buffer.from(header(format) + [...values, ...more].map(row).join(''));
        const name = `a.${format}`;
        const { baseFolder, put, read } = source({ [name]: whole }, { path: name, key: 'id' });
        const expected = await read();
        assert.equal(keys(expected).length, values.length + more.length);
        const at = format === 'csv' ? 5 + (cut % (whole.length - 4)) : cut % (whole.length + 1);
        put(name, whole.subarray(0, at));
        const first = await read();
        appendFileSync(join(baseFolder, name), whole.subarray(at));
        const second = await read(lastState(first));
        const known = new Set([...keys(first), ...keys(second)]);
        assert.deepEqual(known, new Set(keys(expected)));
        const rowsFirst = keys(first).length + rejects(first).length;
        const isAtEndOfRow = whole[at - 1] === 0x0a && rejects(first).length === 0;
        const doubled = keys(first).filter((key) => keys(second).includes(key));
        assert.ok(doubled.length <= (isAtEndOfRow ? 0 : 1), `${doubled.length} of ${rowsFirst}`);
        // What was read last is what the file says, whatever half a row said before.
        const final = new Map(
          [...records(first), ...records(second)].map((each) => [each.key, each]),
        );
        for (const each of records(expected))
          assert.deepEqual(final.get(each.key)?.data, each.data);
      }),
      { numRuns: 150 },
    );
  });

  it('of several files in every format loses and doubles nothing, from every state', async () => {
    const files = fc.array(fc.record({ ...fileShape(), isGzip: fc.boolean() }), {
      minLength: 1,
      maxLength: 4,
    });
    await fc.assert(
      fc.asyncProperty(files, async (made) => {
        const named = made.map(({ format, values, isGzip }, index) => {
          const text = header(format) + values.map((text, id) => rowOf(format, id, text)).join('');
          const name = `${index}.${format}${isGzip ? '.gz' : ''}`;
          return [name, isGzip ? gzipSync(text) : Buffer.from(text)] as const;
        });
        const { read } = source(Object.fromEntries(named), { path: '*' });
        const whole = await read();
        const expected = applied(whole);
        for (const [index, message] of whole.entries()) {
          if (message.type !== 'state') continue;
          const before = whole.slice(0, index);
          const rest = await read(message.state);
          assert.deepEqual(applied(rest, applied(before)), expected);
          const twice = keys(rest).filter((key) => keys(before).includes(key));
          assert.deepEqual(twice, []);
        }
      }),
      { numRuns: 40 },
    );
  });

  it('a killed read goes on after its last state when the file has grown meanwhile', async () => {
    const rows = (from: number, to: number) =>
      Array.from({ length: to - from }, (_, index) => `${from + index},x`).join('\n');
    // The row on which a state falls is half written at first.
    const { put, read } = source(
      { 'a.csv': `id,n\n${rows(1, 2_001)}` },
      { path: 'a.csv', key: 'id' },
    );
    const states = (await read()).filter((message) => message.type === 'state');
    put('a.csv', `id,n\n${rows(1, 2_001)}yz\n${rows(2_001, 2_011)}\n`);
    for (const { state } of states) {
      const found = records(await read(state)).map(({ data }) => [data.id, data.n]);
      assert.deepEqual(found.slice(-11)[0], ['2000', 'xyz']);
      assert.equal(found.length, 11);
    }
  });

  it('reads rewritten files again: shorter, of the same size, or changed before what was added', async () => {
    const text = (first: string) =>
      `id,n\n${Array.from({ length: 40_000 }, (_, id) => `${id},${id === 20_000 ? first : 'aaa'}\n`).join('')}`;
    const { baseFolder, put, read } = source(
      { 'a.csv': text('aaa') },
      { path: 'a.csv', key: 'id' },
    );
    const state = lastState(await read());
    appendFileSync(join(baseFolder, 'a.csv'), '40000,b\n');
    assert.deepEqual(keys(await read(state)), ['40000']);
    put('a.csv', `${text('aaaa')}40000,b\n`);
    assert.equal(keys(await read(state)).length, 40_001);
    put('a.csv', text('bbb'));
    utimesSync(join(baseFolder, 'a.csv'), 1, 1);
    assert.equal(keys(await read(state)).length, 40_000);
    put('a.csv', 'id,n\n7,c\n');
    assert.deepEqual(keys(await read(state)), ['7']);
  });

  it('says nothing new of an unchanged file, and reads one that is new', async () => {
    const { put, read } = source({ 'b.csv': 'id\n1\n' }, { path: '*.csv', key: 'id' });
    const state = lastState(await read());
    assert.deepEqual(
      (await read(state)).map(({ type }) => type),
      ['progress'],
    );
    put('a.csv', 'id\n2\n');
    assert.deepEqual(keys(await read(state)), ['2']);
  });

  it('of another version is refused, with what to do', async () => {
    const { read } = source({ 'a.csv': 'id\n1\n' }, { path: 'a.csv' });
    const others: Json[] = [{}, { files: { 'a.csv': { rows: 1 } } }, 'x', { files: {}, more: 1 }];
    for (const state of others) {
      await assert.rejects(read(state), (error: Error) => {
        assert.ok(error instanceof ConnectorFatalError);
        assert.match(error.message, /remove the source and sync it again/);
        return true;
      });
    }
  });
});

describe('deleted records', () => {
  it('are those whose mark says so, in any spelling', async () => {
    const marks = ['', '0', 'false', 'FALSE', 'No', 'f', 'true', '1', '2026-01-01', 'yes'];
    const text = `id,gone\n${marks.map((mark, id) => `${id},${mark}\n`).join('')}`;
    const { read } = source({ 'a.csv': text }, { path: 'a.csv', key: 'id', deleted: 'gone' });
    const messages = await read();
    assert.deepEqual(keys(messages), ['0', '1', '2', '3', '4', '5']);
    const gone = messages.filter((message) => message.type === 'tombstone');
    assert.deepEqual(
      gone.map(({ key }) => key),
      ['6', '7', '8', '9'],
    );
  });

  it('have keys of several fields, and rows without one are set aside unread', async () => {
    const text = '{"a":"x","b":1}\n{"a":"x"}\n{"a":"x","b":2}\n';
    const { read } = source({ 'a.jsonl': text }, { path: 'a.jsonl', key: ['a', 'b'] });
    const messages = await read();
    assert.deepEqual(keys(messages), ['["x",1]', '["x",2]']);
    assert.match(rejects(messages)[0].reason, /lacks its key: a, b/);
  });
});

function fileShape() {
  return {
    format: fc.constantFrom<Format>('csv', 'jsonl'),
    values: fc.array(value, { maxLength: 6 }),
  };
}
