import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { graphqlConfig } from '../../../connectors/graphql/config.ts';
import {
  ConnectorConfigError,
  ConnectorFatalError,
  type ConnectorMessage,
  ConnectorRetryableError,
  graphqlConnector,
  type Json,
  redact,
} from '../../../connectors/index.ts';
import { applied, lastState, readAll, testContext } from '../support.ts';
import { answer, type ReviewServer, reviewOf, serveReviews } from './graphql-server.ts';

const QUERY = `query Reviews($first: Int!, $after: String, $since: String) {
  shop { reviews(first: $first, after: $after, since: $since) { nodes { ...all } pageInfo { hasNextPage endCursor } } }
}
fragment all on Review { id stars text product { sku } updatedAt removed tags }`;
const TOKEN = 'a-secret-token/1';
const STARTED = Date.UTC(2026, 5, 1);

let server: ReviewServer;
beforeEach(async () => {
  server = await serveReviews(25);
});
afterEach(() => server[Symbol.asyncDispose]());

function settings(stream: object = {}, source: object = {}) {
  const reviews = {
    name: 'reviews',
    query: QUERY,
    connection: 'shop.reviews',
    variables: { first: 4 },
    key: 'id',
    updatedAt: 'updatedAt',
    deleted: 'removed',
    ...stream,
  };
  return graphqlConfig.parse({
    url: server.url,
    headers: { authorization: `Bearer ${TOKEN}` },
    streams: [reviews],
    ...source,
  });
}
const context = () => testContext({ now: () => STARTED });
const read = (config = settings(), state: Json | null = null) =>
  readAll(graphqlConnector, config, 'reviews', state, context());
const keys = (messages: readonly ConnectorMessage[]) =>
  messages.flatMap((one) => (one.type === 'record' || one.type === 'tombstone' ? [one.key] : []));

describe('graphql connector', () => {
  it('reads every page once, with versions and deletions', async () => {
    const messages = await read();
    assert.deepEqual(
      keys(messages),
      server.reviews.map(({ id }) => id),
    );
    assert.deepEqual(messages[3], {
      type: 'tombstone',
      stream: 'reviews',
      key: 'r003',
      version: '2026-01-01T00:03:00.000000000Z',
      data: reviewOf(3),
    });
    assert.equal(messages.filter(({ type }) => type === 'tombstone').length, 4);
    assert.equal(server.asked.length, 7);
    assert.equal(server.asked[0].headers.authorization, `Bearer ${TOKEN}`);
  });

  it('finds records in edges, and reads a plain list whole', async () => {
    const edges = QUERY.replace('nodes { ...all }', 'edges { node { ...all } }');
    for (const nodes of [undefined, 'edges.node']) {
      assert.equal(keys(await read(settings({ query: edges, nodes }))).length, 25);
    }
    const list = {
      query: '{ counts { name n } }',
      connection: 'counts',
      variables: {},
      key: ['name', 'n'],
      updatedAt: 'n',
    };
    assert.deepEqual(keys(await read(settings(list))), ['["a",1]', '["b",2]']);
  });

  it('loses and doubles nothing when killed at any state', async () => {
    const whole = await read();
    const expected = applied(whole);
    for (const [index, message] of whole.entries()) {
      if (message.type !== 'state') continue;
      const rest = await read(settings(), message.state);
      assert.deepEqual(applied(rest, applied(whole.slice(0, index))), expected);
    }
  });

  it('reads only what changed since, and what shows late within the look-back', async () => {
    const config = settings({ since: 'since', lookBack: 90 });
    const state = lastState(await read(config));
    server.asked.length = 0;
    server.reviews.push(reviewOf(25), reviewOf(26, { updatedAt: '2026-01-01T00:23:00.000Z' }));
    server.reviews.push(reviewOf(27, { updatedAt: '2026-01-01T00:22:00.000Z' }));
    const rest = await read(config, state);
    assert.deepEqual(server.asked[0].variables.since, '2026-01-01T00:22:30.000Z');
    assert.deepEqual(keys(rest), ['r023', 'r024', 'r025', 'r026']);
  });

  it('asks again for what changed while its pages passed by', async () => {
    const config = settings({ since: 'since', lookBack: 0 });
    server.reviews[24] = reviewOf(24, { updatedAt: '2027-01-01T00:00:00.000Z' });
    const state = lastState(await read(config));
    server.reviews[0] = reviewOf(0, { updatedAt: '2026-06-01T00:00:01.000Z' });
    assert.deepEqual(keys(await read(config, state)), ['r000', 'r024']);
  });

  it('begins anew where the API has forgotten the cursor of a read that was cut off', async () => {
    const state = { since: null, greatest: null, startedAt: 1, after: 'forgotten' };
    server.fault = (response, asked) =>
      asked === 1 &&
      answer(response, 200, '{"errors":[{"message":"x","extensions":{"code":"BAD_USER_INPUT"}}]}');
    assert.equal(keys(await read(settings(), state)).length, 25);
  });

  it('stops where the pages have no end', async () => {
    const cases: [RegExp, NonNullable<ReviewServer['resolve']>][] = [
      [
        /does not move on/,
        (_, page) => ({ ...page, pageInfo: { hasNextPage: true, endCursor: 'c1' } }),
      ],
      [
        /does not move on/,
        ({ after }, page) => ({
          nodes: page.nodes.map((node) => ({ ...node, id: String(Math.random()) })),
          pageInfo: { hasNextPage: true, endCursor: `c${(Number(after?.slice(1) ?? 0) + 1) % 5}` },
        }),
      ],
      [
        /same records/,
        () => ({
          nodes: server.reviews.slice(0, 2),
          pageInfo: { hasNextPage: true, endCursor: `c${Math.random()}` },
        }),
      ],
      [
        /were empty/,
        () => ({ nodes: [], pageInfo: { hasNextPage: true, endCursor: `c${Math.random()}` } }),
      ],
      [
        /gives no cursor/,
        (_, page) => ({ ...page, pageInfo: { hasNextPage: true, endCursor: null } }),
      ],
    ];
    for (const [expected, resolve] of cases) {
      server.resolve = resolve;
      await assert.rejects(read(), (error: Error) => {
        assert.ok(error instanceof ConnectorFatalError);
        assert.match(error.message, expected);
        return true;
      });
    }
  });

  it('sets a record aside whose field failed twice, and keeps one that failed once', async () => {
    let failures = 0;
    server.resolve = (_, page) => ({
      ...page,
      nodes: page.nodes.map((node) => {
        if ((node as { id: string }).id === 'r001') {
          failures += 1;
          return failures > 1 ? node : { ...node, text: new Error('for a moment') };
        }
        return (node as { id: string }).id === 'r005' ? new Error('a@personal.example') : node;
      }),
    });
    const messages = await read();
    assert.equal(keys(messages).length, 24);
    const rejects = messages.filter((message) => message.type === 'reject');
    assert.equal(rejects.length, 1);
    assert.match(rejects[0].reason, /shop\.reviews\.nodes\.1 failed/);
    assert.doesNotMatch(JSON.stringify(rejects), /personal/);
  });

  it('tells errors apart by what to do next', { timeout: 60_000 }, async () => {
    const error = (code: string, more: object = {}) =>
      JSON.stringify({ errors: [{ message: `about ${TOKEN}`, extensions: { code }, ...more }] });
    const cases: [
      string,
      number,
      string,
      object,
      abstract new (...args: never[]) => Error,
      RegExp,
    ][] = [
      ['no access', 401, '', {}, ConnectorConfigError, /does not accept the credentials/],
      [
        'no access, by code',
        200,
        error('UNAUTHENTICATED'),
        {},
        ConnectorConfigError,
        /UNAUTHENTICATED/,
      ],
      [
        'a bad query',
        400,
        error('GRAPHQL_VALIDATION_FAILED'),
        {},
        ConnectorConfigError,
        /Mend the query/,
      ],
      ['no API there', 404, '<html>', { 'content-type': 'text/html' }, ConnectorConfigError, /404/],
      ['moved', 302, '', { location: '/elsewhere' }, ConnectorConfigError, /302/],
      [
        'a web page',
        200,
        '<html>',
        { 'content-type': 'text/html' },
        ConnectorRetryableError,
        /text\/html/,
      ],
      ['busy', 429, '', { 'retry-after': '0' }, ConnectorRetryableError, /429/],
      ['throttled by code', 200, error('THROTTLED'), {}, ConnectorRetryableError, /THROTTLED/],
      ['away', 503, '', { 'retry-after': '0' }, ConnectorRetryableError, /503/],
      ['cut off', 200, '{"data":{"shop":', {}, ConnectorRetryableError, /no whole JSON/],
      [
        'unheard of',
        200,
        error('SHOP_CLOSED', { path: ['shop'] }),
        {},
        ConnectorFatalError,
        /SHOP_CLOSED/,
      ],
    ];
    for (const [name, status, body, headers, kind, expected] of cases) {
      server.fault = (response) => answer(response, status, body, headers);
      const { ok, message } = await graphqlConnector.check(settings(), context());
      assert.equal(ok, false, name);
      assert.match(message, expected, name);
      assert.ok(!message.includes(TOKEN), name);
      if (kind === ConnectorRetryableError) continue;
      await assert.rejects(read(), kind, name);
    }
  });

  it('tries again what is busy, at the time that it asks for', async () => {
    server.fault = (response, asked) =>
      asked < 3 && answer(response, 429, '', { 'retry-after': '0' });
    assert.equal(keys(await read()).length, 25);
  });

  it('ends when a page hangs, or when the caller aborts', async () => {
    server.fault = () => true;
    const { message } = await graphqlConnector.check(
      settings({}, { timeoutSeconds: 0.2 }),
      context(),
    );
    assert.match(message, /took longer than 0.2 s/);
    const signal = AbortSignal.timeout(200);
    const reading = readAll(graphqlConnector, settings(), 'reviews', null, testContext({ signal }));
    await assert.rejects(reading, /timeout|abort/i);
  });

  it('describes its streams by the schema, or by a page where the schema is not told', async () => {
    const [told] = await graphqlConnector.discover(settings({ since: 'since' }), context());
    assert.deepEqual(told.primaryKey, ['id']);
    assert.equal(told.cursor, 'updatedAt');
    assert.deepEqual(
      told.fields.map(({ name, type, nullable }) => [name, type, nullable]),
      [
        ['id', 'string', false],
        ['stars', 'integer', true],
        ['text', 'string', true],
        ['product', 'object', false],
        ['updatedAt', 'string', false],
        ['removed', 'boolean', true],
        ['tags', 'array', false],
      ],
    );
    server.allowsIntrospection = false;
    const [seen] = await graphqlConnector.discover(settings(), context());
    assert.deepEqual(
      seen.fields.map(({ name, type }) => [name, type]),
      told.fields.map(({ name, type }) => [name, type]),
    );
    const { ok, message } = await graphqlConnector.check(settings(), context());
    assert.ok(ok);
    assert.match(message, /does not tell its schema/);
  });

  it('says what to mend in a query that the schema refuses', async () => {
    const config = settings({ query: QUERY.replace('stars', 'starz') });
    const { ok, message } = await graphqlConnector.check(config, context());
    assert.equal(ok, false);
    assert.match(message, /"reviews": line 4, column 29.*Did you mean "stars"/);
  });

  it('says what to mend in a configuration', async () => {
    const flaws: [object, RegExp][] = [
      [{ query: 'query { shop' }, /line 1, column 13: Syntax Error/],
      [{ query: 'mutation { remove }' }, /must hold one operation/],
      [{ variables: { first: 4, frist: 1 } }, /declares no \$frist; did you mean .*first/],
      [{ since: 'sinse' }, /did you mean .*since/],
      [{ since: 'since', updatedAt: undefined }, /must be given/],
      [{ connection: 'shop..reviews' }, /names of fields/],
    ];
    for (const [stream, expected] of flaws) assert.throws(() => settings(stream), expected);
    assert.throws(() => settings({}, { url: 'https://me:pw@shop.example/' }), /use headers/);
    assert.doesNotMatch(JSON.stringify(redact(graphqlConfig, settings())), /a-secret-token/);
    const missing: [object, RegExp][] = [
      [{ connection: 'shop.review' }, /no list at shop\.review/],
      [{ nodes: 'items' }, /no list at items/],
      [{ query: QUERY.replace('pageInfo { hasNextPage endCursor }', '') }, /select pageInfo/],
      [{ query: QUERY.replace('endCursor', '') }, /does not select pageInfo \{ endCursor \}/],
      [{ cursorVariable: 'page' }, /declares no \$page/],
    ];
    for (const [stream, expected] of missing) {
      await assert.rejects(read(settings(stream)), (error: Error) => {
        assert.ok(error instanceof ConnectorConfigError, String(error));
        assert.match(error.message, expected);
        return true;
      });
    }
  });
});
