import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  apiKeyQuery,
  basic,
  ConnectorConfigError,
  ConnectorFatalError,
  ConnectorRetryableError,
} from '../../../../connectors/index.ts';
import { RequestPace } from '../../../../connectors/kit/http/request-pace.ts';
import { retryAfterMs } from '../../../../connectors/kit/http/retry-after.ts';
import { api, client, sendJson } from './api.ts';

describe('HttpClient', () => {
  it('keeps the path of the base address, and leaves out what is not given', async () => {
    const { baseUrl } = await api(({ url }, response) => sendJson(response, url));
    const { body } = await client(`${baseUrl}/v2/`).get('orders', { page: 2, after: null });
    assert.equal(body, '/v2/orders?page=2');
  });

  it('keeps the digits of integers that no number holds', async () => {
    const { baseUrl } = await api((_, response) => {
      response.writeHead(200, { 'content-type': 'application/json' });
      response.end('{"id":12345678901234567890,"small":7,"share":0.1234567890123456}');
    });
    assert.deepEqual((await client(baseUrl).get('x')).body, {
      id: '12345678901234567890',
      small: 7,
      share: 0.1234567890123456,
    });
  });

  it('asks again while the source is away, and tells at last why it gives up', async () => {
    const source = await api((_, response) => response.writeHead(503).end());
    await assert.rejects(client(source.baseUrl).get('orders'), (error: Error) => {
      assert.ok(error instanceof ConnectorRetryableError);
      assert.match(error.message, /^GET http:\/\/127.0.0.1:\d+\/orders asks to come back later/);
      return true;
    });
    assert.equal(source.requests(), 5);
  });

  const kinds = [
    [400, ConnectorConfigError],
    [403, ConnectorConfigError],
    [404, ConnectorConfigError],
    [500, ConnectorRetryableError],
    [501, ConnectorFatalError],
  ] as const;
  for (const [status, kind] of kinds) {
    it(`takes status ${status} for a ${kind.name}`, async () => {
      const { baseUrl } = await api((_, response) => response.writeHead(status).end('secret row'));
      await assert.rejects(client(baseUrl).get('x'), (error: Error) => {
        assert.ok(error instanceof kind);
        assert.ok(!error.message.includes('secret row'));
        return true;
      });
    });
  }

  it('refuses an answer that is too large before it is read to its end', async () => {
    let sent = 0;
    const { baseUrl } = await api((_, response) => {
      response.writeHead(200, { 'content-type': 'application/json' });
      const more = () => {
        while (sent < 60_000_000 && response.write(' '.repeat(1_000_000))) sent += 1_000_000;
      };
      response.on('drain', more);
      more();
    });
    await assert.rejects(client(baseUrl).get('x'), {
      name: 'ConnectorConfigError',
      message: /larger than 1 MB; ask for smaller pages, or raise `maxBodyMegabytes`/,
    });
    assert.ok(sent < 50_000_000, `${sent} bytes were taken`);
  });

  it('reads a record of 50 MB where it may', async () => {
    const text = 'x'.repeat(50 * 2 ** 20);
    const { baseUrl } = await api((_, response) => sendJson(response, [{ id: 1, text }]));
    const { body } = await client(baseUrl, {}, { maxBodyMegabytes: 64 }).get('x');
    assert.equal((body as { text: string }[])[0].text.length, text.length);
  });

  it('shows credentials to no other host, wherever a redirect or a link leads', async () => {
    const other = await api((_, response) => sendJson(response, 'stolen'));
    const { baseUrl } = await api((_, response) =>
      response.writeHead(302, { location: `${other.baseUrl}/x` }).end(),
    );
    const http = client(baseUrl, { auth: basic('user', 'password') });
    await assert.rejects(http.get('x'), /leads on to another host/);
    await assert.rejects(http.linkPath(`${other.baseUrl}/next`), /leads on to another host/);
    assert.equal(other.requests(), 0);
  });

  it('follows redirects within the host', async () => {
    const { baseUrl } = await api(({ url }, response) =>
      url === '/new' ? sendJson(response, 1) : response.writeHead(301, { location: '/new' }).end(),
    );
    assert.equal((await client(baseUrl).get('old')).body, 1);
  });

  it('keeps a key in the query out of errors and of links to store', async () => {
    const { baseUrl } = await api(({ url }, response) =>
      url?.includes('token=s3cret') ? response.writeHead(404).end() : sendJson(response, 0),
    );
    const http = client(baseUrl, { auth: apiKeyQuery('token', 's3cret') });
    await assert.rejects(http.get('orders'), (error: Error) => !error.message.includes('s3cret'));
    assert.equal(await http.linkPath('/orders?page=2&token=s3cret'), '/orders?page=2');
  });

  it('asks no faster than it may', async () => {
    const pace = new RequestPace(50);
    const start = performance.now();
    const { signal } = new AbortController();
    for (let turn = 0; turn < 4; turn += 1) await pace.turn(signal);
    assert.ok(performance.now() - start >= 55);
  });
});

describe('retryAfterMs', () => {
  const headers = (fields: Record<string, string>) => new Headers(fields);
  it('reads seconds and dates, by the clock of the source', () => {
    assert.equal(retryAfterMs(headers({ 'retry-after': '120' }), 0), 120_000);
    const date = 'Wed, 21 Oct 2015 07:28:00 GMT';
    const asked = { 'retry-after': 'Wed, 21 Oct 2015 07:28:30 GMT' };
    assert.equal(retryAfterMs(headers({ ...asked, date }), 0), 30_000);
    assert.equal(retryAfterMs(headers(asked), Date.parse(date)), 30_000);
    assert.equal(retryAfterMs(headers({ 'retry-after': date }), Date.parse(date) + 1), 0);
    assert.equal(retryAfterMs(headers({ 'retry-after': 'soon' }), 0), undefined);
    assert.equal(retryAfterMs(headers({}), 0), undefined);
  });
});
