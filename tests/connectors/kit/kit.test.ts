import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  ConnectorConfigError,
  ConnectorRetryableError,
  type JsonObject,
} from '../../../connectors/index.ts';
import { USUAL_BACK_OFF, withRetries } from '../../../connectors/kit/back-off.ts';
import { fieldsOf } from '../../../connectors/kit/field-types.ts';
import { nearestHint } from '../../../connectors/kit/nearest.ts';
import { recordKey } from '../../../connectors/kit/record-key.ts';

describe('recordKey', () => {
  it('is the one value as text, or all values without confusion', () => {
    assert.equal(recordKey({ id: 7 }, ['id']), '7');
    assert.equal(recordKey({ id: false }, ['id']), 'false');
    assert.notEqual(
      recordKey({ a: 'x,y', b: 'z' }, ['a', 'b']),
      recordKey({ a: 'x', b: 'y,z' }, ['a', 'b']),
    );
  });

  it('tells objects apart', () => {
    assert.notEqual(recordKey({ id: { a: 1 } }, ['id']), recordKey({ id: { a: 2 } }, ['id']));
  });

  it('is null where a part is missing', () => {
    for (const id of [null, '']) assert.equal(recordKey({ a: 1, id }, ['a', 'id']), null);
    assert.equal(recordKey({ a: 1 }, ['a', 'id']), null);
  });
});

describe('withRetries', () => {
  const backOff = { ...USUAL_BACK_OFF, attempts: 3, firstMs: 1, longestMs: 2 };
  const never = new AbortController().signal;

  it('tries again what may go through later, and gives up in the end', async () => {
    let calls = 0;
    const away = async () => {
      calls += 1;
      if (calls < 3) throw new ConnectorRetryableError('away');
      return calls;
    };
    assert.equal(await withRetries(away, never, backOff), 3);
    calls = -10;
    await assert.rejects(withRetries(away, never, backOff), ConnectorRetryableError);
    assert.equal(calls, -7);
  });

  it('does not repeat what a person has to mend', async () => {
    let calls = 0;
    const wrong = async () => {
      calls += 1;
      throw new ConnectorConfigError('wrong');
    };
    await assert.rejects(withRetries(wrong, never, backOff), ConnectorConfigError);
    assert.equal(calls, 1);
  });

  it('leaves a wait of many minutes to the caller', async () => {
    let calls = 0;
    const busy = async () => {
      calls += 1;
      throw new ConnectorRetryableError('busy', { retryAfterMs: 600_000 });
    };
    await assert.rejects(withRetries(busy, never, backOff), { retryAfterMs: 600_000 });
    assert.equal(calls, 1);
  });

  it('stops waiting when the caller gives up', async () => {
    const controller = new AbortController();
    const away = async () => {
      setImmediate(() => controller.abort());
      throw new ConnectorRetryableError('away', { retryAfterMs: 50_000 });
    };
    await assert.rejects(withRetries(away, controller.signal, backOff), { name: 'AbortError' });
  });
});

describe('nearestHint', () => {
  it('names the nearest, or what there is', () => {
    assert.equal(nearestHint('ordres', ['clicks', 'orders']), 'did you mean "orders"?');
    assert.equal(nearestHint('zzzzzzzz', ['clicks', 'orders']), 'there are: clicks, orders');
    assert.equal(nearestHint('x', []), 'there is none');
  });
});

describe('fieldsOf', () => {
  it('says what a sample shows of each field', () => {
    const sample: JsonObject[] = [
      { id: 1, n: 1, at: 'x', mixed: 1, list: [] },
      { id: 2, n: 1.5, at: null, mixed: 'a', list: [1], none: null },
    ];
    assert.deepEqual(
      fieldsOf(sample).map(({ name, type, nullable }) => [name, type, nullable]),
      [
        ['id', 'integer', false],
        ['n', 'number', false],
        ['at', 'string', true],
        ['mixed', 'unknown', false],
        ['list', 'array', false],
        ['none', 'unknown', true],
      ],
    );
  });
});
