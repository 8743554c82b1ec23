import assert from 'node:assert/strict';
import { randomBytes, randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { gzipSync } from 'node:zlib';
import { parquetWriteBuffer } from 'hyparquet-writer';
import { filesConfig } from '../../../connectors/files/config.ts';
import { filesConnector } from '../../../connectors/files/files-connector.ts';
import { elements, textIn } from '../../../connectors/files/s3/xml.ts';
import type { Json } from '../../../connectors/index.ts';
import { requireS3 } from '../../support/services.ts';
import { applied, lastState, readAll, testContext } from '../support.ts';
import { keys, records } from './files-source.ts';
import { openBucket, type TestBucket } from './s3-store.ts';

const { skip, facts } = requireS3();
const lines = (from: number, to: number, more = '') =>
  Array.from({ length: to - from }, (_, index) =>
    JSON.stringify({ id: from + index, name: `größer 🎈${more}` }),
  )
    .join('\n')
    .concat('\n');

describe('objects of an S3-compatible store', { skip }, () => {
  let bucket: TestBucket;
  beforeEach(async () => {
    bucket = await openBucket(facts!, `test-${randomUUID().slice(0, 12)}`);
  });
  afterEach(() => bucket[Symbol.asyncDispose]());

  const settings = (path: string, s3: object = {}, stream: object = {}) => {
    const { accessKeyId, secretAccessKey } = facts!;
    return filesConfig.parse({
      s3: { endpoint: bucket.endpoint, accessKeyId, secretAccessKey, ...s3 },
      streams: [{ name: 's', path: `s3://${bucket.name}/${path}`, key: 'id', ...stream }],
    });
  };
  const read = (config: ReturnType<typeof settings>, state: Json | null = null) =>
    readAll(filesConnector, config, 's', state, testContext());
  const gets = () => bucket.asked.filter((one) => !one.includes('list-type'));

  it('are found by a glob, unpacked, and read again only when they are replaced', async () => {
    await bucket.put('clicks/a.jsonl', lines(0, 10));
    await bucket.put('clicks/b c+ü&.jsonl.gz', gzipSync(lines(10, 20)));
    await bucket.put('clicks/deep/c.jsonl', lines(50, 60));
    await bucket.put('other.jsonl', lines(60, 70));
    const config = settings('clicks/*.{jsonl,jsonl.gz}');
    const whole = await read(config);
    assert.deepEqual(
      keys(whole),
      Array.from({ length: 20 }, (_, id) => String(id)),
    );
    const state = lastState(whole);
    bucket.asked.length = 0;
    assert.deepEqual(keys(await read(config, state)), []);
    assert.deepEqual(gets(), [], 'what is known is not fetched');
    await bucket.put('clicks/a.jsonl', lines(0, 11));
    await bucket.put('clicks/new.jsonl', lines(30, 31));
    const rest = await read(config, state);
    assert.deepEqual(keys(rest), [...Array(11).keys(), 30].map(String));
    assert.equal(applied(rest, applied(whole)).size, 21);
  });

  it('are listed page by page', async () => {
    for (let index = 0; index < 9; index += 1) {
      await bucket.put(`many/${index}.jsonl`, lines(index, index + 1));
    }
    // The store gives pages of a thousand unless it is asked for fewer.
    bucket.fault = (message, response) => {
      if (!message.url?.includes('list-type')) return false;
      void bucket.answer(`${message.url}&max-keys=2`, response);
      return true;
    };
    assert.equal(keys(await read(settings('many/*.jsonl'))).length, 9);
    assert.equal(bucket.asked.length - gets().length, 5);
  });

  it('of Parquet are read by parts', async () => {
    const ids = Array.from({ length: 3000 }, (_, id) => id);
    const columnData = [{ name: 'id', data: ids, type: 'INT32' as const }];
    await bucket.put('t.parquet', Buffer.from(parquetWriteBuffer({ columnData })));
    assert.equal(records(await read(settings('t.parquet'))).length, 3000);
  });

  it('lose and double nothing when killed at any state', async () => {
    await bucket.put('a.jsonl', lines(0, 4500));
    await bucket.put('b.jsonl.gz', gzipSync(lines(4500, 6000)));
    const config = settings('*.*');
    const whole = await read(config);
    const expected = applied(whole);
    assert.equal(expected.size, 6000);
    for (const [index, message] of whole.entries()) {
      if (message.type !== 'state') continue;
      const rest = await read(config, message.state);
      assert.deepEqual(applied(rest, applied(whole.slice(0, index))), expected);
    }
  });

  it('go on where the connection broke off, in the middle of a letter too', async () => {
    const noise = randomBytes(400).toString('hex');
    await bucket.put('a.jsonl', lines(0, 300, noise));
    await bucket.put('b.jsonl.gz', gzipSync(lines(300, 600, noise)));
    bucket.cutAfter = 50_001;
    assert.equal(new Set(keys(await read(settings('*.*')))).size, 600);
    assert.ok(gets().length > 5, `${gets().length} requests`);
  });

  it('are asked for again when the store is busy', async () => {
    await bucket.put('a.jsonl', lines(0, 10));
    let busy = 0;
    bucket.fault = (_, response) => {
      busy += 1;
      if (busy % 3 === 0) return false;
      response.writeHead(503, { 'retry-after': '0' });
      response.end('<Error><Code>SlowDown</Code></Error>');
      return true;
    };
    assert.equal(keys(await read(settings('a.jsonl'))).length, 10);
  });

  it('that are replaced while they are read are an error that is tried again', async () => {
    await bucket.put('a.jsonl', lines(0, 10));
    bucket.fault = (message, response) => {
      if (message.url?.includes('list-type')) return false;
      response.writeHead(412);
      response.end('<Error><Code>PreconditionFailed</Code></Error>');
      return true;
    };
    await assert.rejects(read(settings('a.jsonl')), {
      name: 'ConnectorRetryableError',
      message: /was removed or replaced/,
    });
  });

  it('end when the store is silent, or the caller aborts', async () => {
    await bucket.put('a.jsonl', lines(0, 10));
    bucket.fault = () => true;
    const reading = read(settings('a.jsonl', { timeoutSeconds: 0.1 }));
    await assert.rejects(reading, { name: 'ConnectorRetryableError', message: /silent for 0.1 s/ });
    const context = testContext({ signal: AbortSignal.timeout(100) });
    await assert.rejects(
      readAll(filesConnector, settings('a.jsonl'), 's', null, context),
      /timeout|abort/i,
    );
  });

  it('say what to mend', async () => {
    await bucket.put('clicks/a.jsonl', lines(0, 10));
    const answers = (status: number, code: string, headers = {}) => {
      bucket.fault = (_, response) => {
        response.writeHead(status, headers);
        response.end(`<Error><Code>${code}</Code><Message>a@personal.example</Message></Error>`);
        return true;
      };
    };
    const none = () => {
      bucket.fault = null;
    };
    const cases: [() => void, ReturnType<typeof settings>, RegExp][] = [
      [none, settings('clicks/*.csv'), /no object matches .*there are clicks\/a\.jsonl/],
      [none, settings('clicks/*', { secretAccessKey: 'wrong' }), /mend `secretAccessKey`/],
      [none, settings('clicks/*', { accessKeyId: 'nobody' }), /mend `accessKeyId`/],
      [() => answers(403, 'AccessDenied'), settings('clicks/*'), /grant s3:ListBucket/],
      [
        () => answers(301, 'PermanentRedirect', { 'x-amz-bucket-region': 'eu-west-1' }),
        settings('clicks/*'),
        /mend `region`: eu-west-1/,
      ],
      [() => answers(403, 'RequestTimeTooSkewed'), settings('clicks/*'), /clock of this machine/],
      [
        none,
        filesConfig.parse({
          ...settings('x'),
          streams: [{ name: 's', path: 's3://nowhere-at-all/a.jsonl' }],
        }),
        /no such bucket/,
      ],
      [none, filesConfig.parse({ streams: [{ name: 's', path: 's3://a/b.jsonl' }] }), /set `s3`/],
    ];
    for (const [arrange, config, expected] of cases) {
      arrange();
      const { ok, message } = await filesConnector.check(config, testContext());
      assert.equal(ok, false);
      assert.match(message, expected);
      assert.ok(!message.includes(facts!.secretAccessKey) && !message.includes('personal'));
    }
  });
});

describe('answers of S3', () => {
  it('are read whatever characters keys have', () => {
    const xml =
      '<L><Contents><Key>a&amp;b&#x20;&#233;&lt;&unknown;</Key></Contents><Contents><Key>c</Key></Contents></L>';
    assert.deepEqual(
      elements(xml, 'Contents').map((entry) => textIn(entry, 'Key')),
      ['a&b é<&unknown;', 'c'],
    );
    assert.equal(textIn(xml, 'NextContinuationToken'), null);
  });
});
