import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import fc from 'fast-check';
import {
  ConnectorConfigError,
  type ConnectorMessage,
  ConnectorRetryableError,
  type Json,
  REDACTED,
  redact,
  secretValues,
  singerConnector,
} from '../../../connectors/index.ts';
import { applied, lastState, readAll, testContext } from '../support.ts';

const PASSWORD = 'c0rrect "horse" & battery';

/** The connector's configuration for the tap of this folder. */
export function tapConfig(behaviour: string, settings: object = {}, more: object = {}) {
  return singerConnector.spec.config.parse({
    program: process.execPath,
    arguments: [join(import.meta.dirname, 'tap.mjs')],
    settings: { password: PASSWORD },
    shownSettings: { behaviour, ...settings },
    ...more,
  });
}

const incremental = { streams: [{ name: 'shop-orders', replication: 'INCREMENTAL' }] };
const whole = (fields: object) => ({
  streams: [{ name: 'shop-orders', replication: 'FULL_TABLE', ...fields }],
});
const keysOf = (messages: readonly ConnectorMessage[], type = 'record') =>
  messages.flatMap((message) =>
    message.type === type && 'key' in message ? [Number(message.key)] : [],
  );
const upTo = (last: number) => Array.from({ length: last }, (_, index) => index + 1);
const read = (behaviour: string, settings: object = {}, more: object = incremental) =>
  readAll(singerConnector, tapConfig(behaviour, settings, more), 'shop-orders');

describe('a Singer tap', () => {
  it('is checked and discovered', async () => {
    const config = tapConfig('garbage');
    const check = await singerConnector.check(config, testContext());
    assert.deepEqual(check, { ok: true, message: 'The tap answers; it has 2 streams.' });
    const [orders, visits] = await singerConnector.discover(config, testContext());
    assert.equal(visits.name, 'shop-visits');
    assert.deepEqual(orders, {
      name: 'shop-orders',
      fields: [
        { name: 'id', type: 'integer', nullable: false },
        { name: 'customer', type: 'string', nullable: true },
        { name: 'total', type: 'number', nullable: true },
        { name: 'updated_at', type: 'string', nullable: false },
      ],
      primaryKey: ['id'],
      cursor: 'updated_at',
    });
  });

  it('is read for one stream alone, with the fields that were chosen', async () => {
    const streams = [{ name: 'shop-orders', replicationKey: 'updated_at', fields: ['customer'] }];
    const messages = await read('good', {}, { streams });
    assert.deepEqual(keysOf(messages), upTo(30));
    const [first] = messages;
    assert.deepEqual(first, {
      type: 'record',
      stream: 'shop-orders',
      key: '1',
      version: '2025-01-01T00:01:00.000000000Z',
      data: { id: 1, customer: 'c1', updated_at: '2025-01-01T00:01:00.000Z' },
    });
  });

  it('goes on from its state; the row that it sends again is the same record', async () => {
    const first = await read('good');
    const config = tapConfig('good', { rows: 35 }, incremental);
    const again = await readAll(singerConnector, config, 'shop-orders', lastState(first));
    assert.deepEqual(keysOf(again), [30, 31, 32, 33, 34, 35]);
    const last = first.findLast(({ type }) => type === 'record');
    assert.deepEqual(
      again.find(({ type }) => type === 'record'),
      last,
    );
  });

  it('loses and doubles nothing when it is ended at any line and read again, ten times', async () => {
    const rows = 120;
    const cuts = fc.array(fc.integer({ min: 1, max: 16 }), { minLength: 10, maxLength: 10 });
    await fc.assert(
      fc.asyncProperty(cuts, async (lengths) => {
        const config = tapConfig('good', { rows, stateEvery: 4 }, incremental);
        const kept = new Map<string, string>();
        const versions = new Set<string>();
        let state: Json | null = null;
        for (const length of [...lengths, Number.POSITIVE_INFINITY]) {
          const taken: ConnectorMessage[] = [];
          const request = { stream: 'shop-orders', state };
          for await (const message of singerConnector.read(config, request, testContext())) {
            taken.push(message);
            if (taken.length >= length) break;
          }
          applied(taken, kept);
          for (const one of taken) {
            if (one.type === 'record') versions.add(`${one.key} ${one.version}`);
          }
          state = lastState(taken) ?? state;
        }
        assert.deepEqual(
          [...kept.keys()].map(Number).sort((a, b) => a - b),
          upTo(rows),
        );
        assert.equal(versions.size, rows, 'a record read again has the same version');
      }),
      { numRuns: 1, seed: 20_250_601 },
    );
  });

  it('reads whole where it has no state to give', async () => {
    const messages = await read('stateless');
    assert.deepEqual(keysOf(messages), upTo(30));
    assert.deepEqual(lastState(messages), {
      tap: null,
      replication: 'INCREMENTAL',
      replicationKey: 'updated_at',
    });
  });

  it('begins anew when the stream is read in another way', async () => {
    const state = lastState(await read('good'));
    const logged: string[] = [];
    const context = testContext({ log: (message) => logged.push(message) });
    const config = tapConfig('good', {}, whole({}));
    const messages = await readAll(singerConnector, config, 'shop-orders', state, context);
    assert.equal(keysOf(messages).length, 30);
    assert.match(logged.join(), /read from its start/);
  });

  it('orders the versions of a whole read by the time of reading', async () => {
    const before = new Date().toISOString();
    for (const extracts of [true, false]) {
      const [first] = await read('good', { extracts }, whole({}));
      assert.ok(first.type === 'record' && first.version >= before.slice(0, 19), 'now or later');
    }
    const [chosen] = await read('good', {}, whole({ version: 'total' }));
    assert.ok(chosen.type === 'record' && chosen.version.endsWith('00.5'));
  });

  it('reports what a whole read no longer brings as deleted', async () => {
    const tracked = whole({ findDeletions: true });
    const first = await read('good', {}, tracked);
    assert.deepEqual(keysOf(first, 'tombstone'), []);
    assert.equal(first.filter(({ type }) => type === 'state').length, 1, 'one state, at the end');
    const config = tapConfig('good', { gone: [3, 30] }, tracked);
    const second = await readAll(singerConnector, config, 'shop-orders', lastState(first));
    assert.deepEqual(keysOf(second, 'tombstone'), [3, 30]);
    const third = await readAll(singerConnector, config, 'shop-orders', lastState(second));
    assert.deepEqual(keysOf(third, 'tombstone'), [], 'each deletion is told once');
  });

  it('orders a log by its positions, and reads its deletions', async () => {
    const streams = [{ name: 'shop-orders', replication: 'LOG_BASED' }];
    const messages = await read('log', {}, { streams });
    const told = messages.flatMap((message) =>
      'key' in message ? [[message.type, message.key, message.version]] : [],
    );
    assert.deepEqual(told, [
      ['record', '1', ''],
      ['record', '2', '00000000000000000090'],
      ['record', '2', '00000000000000000101'],
      ['tombstone', '1', '00000000000000000102'],
    ]);
  });

  it('takes the whole content for the key where there is none', async () => {
    const messages = await read('keyless');
    const keys = messages.flatMap((message) => ('key' in message ? [message.key] : []));
    assert.equal(new Set(keys).size, 30);
    assert.match(keys[0], /^[0-9a-f]{64}$/);
  });
});

describe('a Singer tap on a bad night', () => {
  it('passes garbage over, and turns broken records away', async () => {
    const messages = await read('garbage');
    assert.deepEqual(keysOf(messages), upTo(30));
    const rejects = messages.filter(({ type }) => type === 'reject');
    const reasons = rejects.map((message) => (message.type === 'reject' ? message.reason : ''));
    assert.equal(rejects.length, 3);
    assert.match(reasons[0], /begins as JSON and is not/);
    assert.match(reasons[1], /not UTF-8/);
    assert.match(reasons[2], /has no fields/);
  });

  it('is no tap if it prints nothing but garbage', async () => {
    for (const rows of [5, 5_000]) {
      await assert.rejects(read('only-garbage', { rows }), (error: Error) => {
        assert.ok(error instanceof ConnectorConfigError);
        assert.match(error.message, /no Singer messages \(\d+ of them\).*is it a program of that/);
        return true;
      });
    }
  });

  it('turns a record of 50 MB away unread', async () => {
    const messages = await read('huge', {}, { ...incremental, maxLineMegabytes: 1 });
    assert.deepEqual(keysOf(messages), upTo(30));
    const [reject] = messages.filter(({ type }) => type === 'reject');
    assert.ok(reject?.type === 'reject' && reject.raw.length === 2_000);
    assert.match(reject.reason, /longer than 1 MB/);
  });

  it('keeps what was read before it was killed, and says what happened', async () => {
    const taken: ConnectorMessage[] = [];
    const request = { stream: 'shop-orders', state: null };
    const config = tapConfig('killed', {}, incremental);
    await assert.rejects(
      async () => {
        for await (const one of singerConnector.read(config, request, testContext()))
          taken.push(one);
      },
      (error: Error) => {
        assert.ok(error instanceof ConnectorRetryableError);
        assert.match(error.message, /exit code 137, SIGKILL.*out of memory/);
        return true;
      },
    );
    assert.equal(keysOf(taken).length, 15);
    const good = tapConfig('good', {}, incremental);
    const rest = await readAll(singerConnector, good, 'shop-orders', lastState(taken));
    assert.deepEqual(new Set([...keysOf(taken), ...keysOf(rest)]), new Set(upTo(30)));
  });

  it('does not take half a line at its end for the end', async () => {
    await assert.rejects(read('cut'), (error: Error) => {
      assert.ok(error instanceof ConnectorRetryableError);
      assert.match(error.message, /ended in the middle of a line/);
      return true;
    });
  });

  it('is ended when it hangs', async () => {
    const more = { ...incremental, silenceSeconds: 1 };
    await assert.rejects(read('hangs', {}, more), /printed nothing for 1 s and was ended/);
  });

  it('shows no secret that it prints, in whatever form', async () => {
    const config = tapConfig('refuses');
    const check = await singerConnector.check(config, testContext());
    assert.equal(check.ok, false);
    assert.match(
      check.message,
      /node tap.mjs failed .* failed with •+ or "•+" or •+ Mend its `settings`/,
    );
    const read = readAll(singerConnector, config, 'shop-orders');
    await assert.rejects(read, (error: Error) => {
      assert.ok(error instanceof ConnectorConfigError);
      assert.ok(!/horse|c0rrect/.test(error.message + (error.cause ?? '')));
      return true;
    });
  });

  it('has all its settings hidden but those that may be shown', () => {
    const config = tapConfig('good', {}, { environment: { TOKEN: 't0ken' } });
    const shown = redact(singerConnector.spec.config, config) as typeof config;
    assert.equal(shown.settings, REDACTED);
    assert.equal(shown.environment, REDACTED);
    assert.equal(shown.shownSettings.behaviour, 'good');
    assert.deepEqual(secretValues(singerConnector.spec.config, config), [PASSWORD, 't0ken']);
  });
});

describe('what a Singer source must mend', () => {
  const refused = async (more: object, words: RegExp, stream = 'shop-orders') => {
    const config = tapConfig('good', {}, more);
    await assert.rejects(readAll(singerConnector, config, stream), (error: Error) => {
      assert.ok(error instanceof ConnectorConfigError, error.message);
      assert.match(error.message, words);
      return true;
    });
  };
  const stream = (fields: object) => ({ streams: [{ name: 'shop-orders', ...fields }] });
  let folder: string;
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'portrait-singer-'));
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  it('a stream or a field that is not there', async () => {
    await refused({}, /no stream "shop-oders"; did you mean "shop-orders"\?/, 'shop-oders');
    await refused(stream({ replicationKey: 'updated' }), /no field "updated"/);
    await refused(stream({ fields: ['custmer'] }), /did you mean "customer"\?/);
  });

  it('deletions that cannot be found', async () => {
    await refused(stream({ findDeletions: true }), /INCREMENTAL never reads the whole/);
  });

  it('a catalog file that is none', async () => {
    await refused({ catalog: join(folder, 'absent.json') }, /cannot be read \(ENOENT\)/);
    writeFileSync(join(folder, 'catalog.json'), '{"streams":[{"schema":{}}]}');
    await refused({ catalog: join(folder, 'catalog.json') }, /at streams\.0\.tap_stream_id/);
  });

  it('a program that is no tap', async () => {
    await refused(
      { program: 'true', arguments: [] },
      /not a Singer catalog.*Is `program` a Singer tap/,
    );
  });

  it('a state that another connector wrote', async () => {
    const config = tapConfig('good');
    const read = readAll(singerConnector, config, 'shop-orders', { phase: 'done' });
    await assert.rejects(read, /not one of the singer connector/);
  });
});
