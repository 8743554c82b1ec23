import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { stringify } from 'csv-stringify/sync';
import fc from 'fast-check';
import { readCsv } from '../../../connectors/files/csv.ts';
import type { Row } from '../../../connectors/files/row.ts';
import { ConnectorConfigError } from '../../../connectors/index.ts';
import { keys, positions, records, rejects, source } from './files-source.ts';

const read = (text: string | Buffer, stream: object = {}) =>
  source({ 'a.csv': text }, { path: 'a.csv', ...stream }).read();

/** The rows of a text that comes in pieces of some bytes. */
async function rowsOf(text: string, pieceBytes: number): Promise<Row[]> {
  const bytes = Buffer.from(text);
  const pieces = (async function* () {
    for (let at = 0; at < bytes.length; at += pieceBytes) {
      yield bytes.subarray(at, at + pieceBytes);
    }
  })();
  const rows: Row[] = [];
  for await (const row of readCsv(pieces, { delimiter: ',', maxRowBytes: 10_000 })) rows.push(row);
  return rows;
}

describe('CSV', () => {
  it('gives back whatever a writer of CSV wrote, however the bytes arrive', async () => {
    const field = fc
      .array(fc.constantFrom('a', '"', ',', '\n', '\r\n', ' ', 'é', '😀'), { maxLength: 5 })
      .map((parts) => parts.join(''));
    const rows = fc.array(fc.tuple(field, field, field), { maxLength: 8 });
    await fc.assert(
      fc.asyncProperty(
        rows,
        fc.constantFrom('\n', '\r\n'),
        fc.boolean(),
        fc.integer({ min: 1, max: 9 }),
        async (written, newLine, bom, pieceBytes) => {
          const text = stringify([['x', 'y', 'z'], ...written], {
            record_delimiter: newLine,
            quoted: true,
            bom,
          });
          const found = await rowsOf(text, pieceBytes);
          assert.deepEqual(
            found.map((row) => (row.kind === 'record' ? Object.values(row.data) : row.reason)),
            written.map((fields) => fields.map((value) => (value === '' ? null : value))),
          );
        },
      ),
      { numRuns: 300 },
    );
  });

  it('loses one row to a stray quote, not the rows after it', async () => {
    const good = Array.from({ length: 30_000 }, (_, id) => `${id + 10},x${'y'.repeat(60)}`);
    const text = ['id,note', '1,a', '2,"never closed', '3,b', ...good, ''].join('\n');
    const messages = await read(text, { key: 'id' });
    assert.deepEqual(positions(messages), ['a.csv:3']);
    assert.deepEqual(keys(messages).slice(0, 3), ['1', '3', '10']);
    assert.equal(keys(messages).length, 30_002);
  });

  it('says on which line a bad row begins, after rows of several lines and empty ones', async () => {
    const text = 'id,note\r\n1,"a\r\nb\r\nc"\r\n\r\n2\r\n3,"d\r\ne",f\r\n4,g"h\r\n5,i\r\n';
    const messages = await read(text, { key: 'id' });
    assert.deepEqual(positions(messages), ['a.csv:6', 'a.csv:7', 'a.csv:9']);
    assert.deepEqual(keys(messages), ['1', '5']);
    assert.match(rejects(messages)[0].reason, /1 fields, the header 2/);
  });

  it('reads lines that end in either way within one file', async () => {
    assert.deepEqual(keys(await read('id,n\r\n1,a\n2,b\r\n3,c', { key: 'id' })), ['1', '2', '3']);
  });

  it('takes another delimiter, and tabs for .tsv', async () => {
    assert.deepEqual(records(await read('a;b\n1,5;2\n', { delimiter: ';' }))[0].data, {
      a: '1,5',
      b: '2',
    });
    const { read: tabbed } = source({ 'a.tsv': 'a\tb\n1\t2\n' }, { path: 'a.tsv' });
    assert.deepEqual(records(await tabbed())[0].data, { a: '1', b: '2' });
    assert.throws(() => source({}, { path: 'a.csv', delimiter: '"' }), /neither a quote/);
  });

  it('says which file has a bad header and what to do', async () => {
    const cases: [string, RegExp][] = [
      ['id,id\n1,2\n', /a\.csv: .*"id" twice/],
      ['id,\n1,2\n', /a\.csv: .*column without a name/],
      ['id,"na"me\n1,2\n3,4\n', /a\.csv: .*header cannot be read/],
      [`${'x'.repeat(200)}\n1\n`, /header cannot be read.*maxRowBytes/],
      ['id,n\r1,2\r3,4\r', /carriage return/],
    ];
    for (const [text, message] of cases) {
      await assert.rejects(read(text, { maxRowBytes: 100 }), (error: Error) => {
        assert.ok(error instanceof ConnectorConfigError);
        assert.match(error.message, message);
        return true;
      });
    }
  });

  it('sets rows aside that are not UTF-8, also within quotes', async () => {
    const text = Buffer.from('id,n\n1,"a\n2,b\xff\n3,c\n', 'latin1');
    const messages = await read(text, { key: 'id' });
    assert.deepEqual(positions(messages), ['a.csv:2', 'a.csv:3']);
    assert.deepEqual(keys(messages), ['3']);
  });

  it('keeps of a bad row only text that every store can hold', async () => {
    const [{ raw }] = rejects(await read(`id,n\n,,\0${'x'.repeat(1_996)}😀\n`));
    assert.ok(raw.isWellFormed() && !raw.includes('\0') && raw.length <= 2_000);
  });
});
