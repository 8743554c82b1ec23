import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ConnectorConfigError } from '../../../connectors/index.ts';
import { parseExactly } from '../../../connectors/programs/exact-json.ts';
import { fieldsOfSchema } from '../../../connectors/programs/fields-of-schema.ts';
import { OutputTail } from '../../../connectors/programs/output-tail.ts';
import { recordMessage } from '../../../connectors/programs/record-message.ts';
import { VanishedRecords } from '../../../connectors/programs/vanished-records.ts';

describe('parseExactly', () => {
  it('keeps whole numbers that a double cannot hold as text, wherever they stand', () => {
    assert.deepEqual(parseExactly('{"id":9007199254740993,"in":[-9007199254740995],"n":1.5}'), {
      id: '9007199254740993',
      in: ['-9007199254740995'],
      n: 1.5,
    });
    assert.deepEqual(parseExactly('{"text":"9007199254740993","at":1795721046277}'), {
      text: '9007199254740993',
      at: 1_795_721_046_277,
    });
    assert.deepEqual(parseExactly('{"sum":0.1234567890123456,"big":1e300}'), {
      sum: 0.1234567890123456,
      big: 1e300,
    });
  });
});

describe('OutputTail', () => {
  it('knows the line that speaks of the error, without its time', () => {
    const tail = new OutputTail([]);
    tail.add(
      Buffer.from('2026-01-02 03:04:05,678 | ERROR | tap | no table\n(Background on this)\n'),
    );
    assert.equal(tail.lastWords, 'ERROR | tap | no table');
    tail.add(
      Buffer.from('Traceback:\n  File "x", line 8\npsycopg2.OperationalError: gone away\n\nend\n'),
    );
    assert.equal(tail.lastWords, 'psycopg2.OperationalError: gone away');
  });

  it('shows no secret in any form, also where chunks and the cut go through it', () => {
    const secret = 'p"ss wörd/1\nsecond line of it';
    const tail = new OutputTail([secret]);
    const forms = [secret, JSON.stringify(secret), encodeURIComponent(secret)];
    for (let turn = 0; turn < 3_000; turn += 1) {
      const bytes = Buffer.from(`${'x'.repeat(turn % 7)}${forms[turn % 3]}\n`);
      for (let at = 0; at < bytes.length; at += 11) tail.add(bytes.subarray(at, at + 11));
    }
    const text = tail.text;
    assert.ok(text.length > 1_000 && text.length < 200_000);
    for (const part of ['p"ss', 'p\\"ss', 'second line', 'p%22ss', 'ss w', 'ond l']) {
      assert.ok(!text.includes(part), part);
    }
  });

  it('masks what looks like a person in the words that it gives for an error', () => {
    const tail = new OutputTail([]);
    tail.add(Buffer.from('ValueError: ann.lee@shop.example at +46 70 123 45 67 on port 5432\n'));
    assert.equal(tail.lastWords, 'ValueError: …@… at +… on port 5432');
  });

  it('takes from standard output only what speaks of errors', () => {
    const tail = new OutputTail([]);
    tail.addError('Ann Lee, Kungsgatan 1');
    tail.addError('RuntimeError: out of paper');
    assert.equal(tail.text, 'RuntimeError: out of paper\n');
  });
});

describe('fieldsOfSchema', () => {
  it('reads types, and whether a field may be missing', () => {
    const schema = {
      properties: {
        id: { type: 'integer' },
        name: { type: ['null', 'string'] },
        any: {},
        either: { anyOf: [{ type: 'string' }, { type: 'null' }] },
        mixed: { type: ['string', 'number'] },
      },
    };
    assert.deepEqual(fieldsOfSchema(schema), [
      { name: 'id', type: 'integer', nullable: false },
      { name: 'name', type: 'string', nullable: true },
      { name: 'any', type: 'unknown', nullable: true },
      { name: 'either', type: 'string', nullable: true },
      { name: 'mixed', type: 'unknown', nullable: false },
    ]);
    assert.deepEqual(fieldsOfSchema(undefined), []);
    const wide = Array.from({ length: 10_000 }, (_, at) => [`c${at}`, { type: 'string' }]);
    assert.equal(fieldsOfSchema({ properties: Object.fromEntries(wide) }).length, 10_000);
  });
});

describe('recordMessage', () => {
  it('makes the key of one field, of several, of a nested one, or of the whole content', () => {
    const keyOf = (key: string[][], data: { [key: string]: string | object }) => {
      const message = recordMessage({ stream: 's', key }, data as never, '', false);
      return message.type === 'reject' ? null : message.key;
    };
    assert.equal(keyOf([['id']], { id: 'a' }), 'a');
    assert.equal(keyOf([['id'], ['in', 'no']], { id: 'a', in: { no: 'b' } }), '["a","b"]');
    assert.equal(keyOf([['in', 'no']], { in: 'text' }), null);
    assert.equal(
      keyOf([], { a: '1', b: { c: '2', d: '3' } }),
      keyOf([], { b: { d: '3', c: '2' }, a: '1' }),
    );
    assert.notEqual(keyOf([], { a: '1' }), keyOf([], { a: '2' }));
  });
});

describe('VanishedRecords', () => {
  it('gives a deletion, at its own version, for what a whole read no longer brings', () => {
    const vanished = new VanishedRecords('s', { a: '1', b: '2' });
    vanished.saw('b', '3');
    const [tombstone, ...more] = vanished.tombstones();
    assert.deepEqual(tombstone, {
      type: 'tombstone',
      stream: 's',
      key: 'a',
      version: '1',
      data: {},
    });
    assert.equal(more.length, 0);
    assert.deepEqual(vanished.known(), { b: '3' });
  });

  it('gives none after a read that brought nothing or that it could not read whole', () => {
    const empty = new VanishedRecords('s', { a: '1' });
    assert.equal([...empty.tombstones()].length, 0);
    assert.deepEqual(empty.known(), { a: '1' });
    const broken = new VanishedRecords('s', { a: '1' });
    broken.saw('b', '1');
    broken.sawUnreadable();
    assert.equal([...broken.tombstones()].length, 0);
    assert.deepEqual(broken.known(), { a: '1', b: '1' });
  });

  it('refuses more keys than a state should hold', () => {
    const vanished = new VanishedRecords('s', {});
    assert.throws(() => {
      for (let key = 0; key <= 100_000; key += 1) vanished.saw(String(key), '');
    }, ConnectorConfigError);
  });
});
