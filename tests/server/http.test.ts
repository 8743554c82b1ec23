import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { jsonToBytes } from '../../fusion/model/index.ts';
import { ModelRegistry, Recommender } from '../../profiles/index.ts';
import { NOW } from '../resolvers/fixture.ts';
import { type Served, serve, TOKEN } from './serve.ts';

let served: Served;
before(async () => {
  served = await serve();
});
after(() => served[Symbol.asyncDispose]());

const RESPONSE_JSON = 'application/graphql-response+json';

test('a query answers, with a request id and without sniffing', async () => {
  const answer = await served.post({ query: '{ users(first: 1) { nodes { __typename } } }' });
  assert.equal(answer.statusCode, 200);
  assert.deepEqual(answer.json(), { data: { users: { nodes: [{ __typename: 'User' }] } } });
  assert.match(String(answer.headers['x-request-id']), /^[0-9a-f-]{36}$/);
  assert.equal(answer.headers['x-content-type-options'], 'nosniff');
});

test('nobody gets in without the token, whatever they send', async () => {
  const query = JSON.stringify({ query: '{ __typename }' });
  for (const authorization of [
    undefined,
    '',
    'Bearer',
    'Bearer wrong',
    `Basic ${TOKEN}`,
    TOKEN,
    `Bearer ${TOKEN}x`,
  ]) {
    const answer = await served.server.app.inject({
      method: 'POST',
      url: '/graphql',
      headers: {
        'content-type': 'application/json',
        ...(authorization !== undefined && { authorization }),
      },
      payload: query,
    });
    assert.equal(answer.statusCode, 401, authorization);
    assert.equal(answer.json().errors[0].extensions.code, 'UNAUTHENTICATED');
    assert.match(String(answer.headers['www-authenticate']), /^Bearer/);
  }
  const get = await served.server.app.inject({
    url: '/graphql?query={__typename}',
    headers: { accept: RESPONSE_JSON },
  });
  assert.equal(get.statusCode, 401);
  assert.match(String(get.headers['content-type']), /graphql-response\+json/);
});

test('GraphQL over HTTP: status and media type by Accept', async () => {
  const cases: [unknown, number][] = [
    [{ query: '{ users(first: 1) { nodes { id } } }' }, 200],
    [{ query: '{ users' }, 400],
    [{ query: '{ nothing }' }, 400],
    [
      { query: 'query ($n: Int!) { users(first: $n) { nodes { id } } }', variables: { n: 'x' } },
      400,
    ],
    [{ query: '{ users(first: -1) { nodes { id } } sources { id } }' }, 200],
    [{ query: 'query A { __typename } query B { __typename }', operationName: 'C' }, 400],
    [{}, 400],
  ];
  for (const [body, status] of cases) {
    const answer = await served.post(body, { headers: { accept: RESPONSE_JSON } });
    assert.equal(answer.statusCode, status, JSON.stringify(body));
    assert.match(
      String(answer.headers['content-type']),
      /graphql-response\+json/,
      JSON.stringify(body),
    );
    if (status === 400) {
      assert.ok(answer.json().errors[0].message);
      assert.equal('data' in answer.json(), false);
    }
  }
  const plain = await served.post(
    { query: '{ __typename }' },
    { headers: { accept: 'application/json' } },
  );
  assert.match(String(plain.headers['content-type']), /^application\/json/);
});

test('queries may come by GET, mutations may not', async () => {
  const headers = { authorization: `Bearer ${TOKEN}`, 'apollo-require-preflight': 'true' };
  const read = await served.server.app.inject({
    url: `/graphql?query=${encodeURIComponent('{ __typename }')}`,
    headers,
  });
  assert.equal(read.statusCode, 200);
  const write = await served.server.app.inject({
    url: `/graphql?query=${encodeURIComponent('mutation { archiveSegment(id: "early-birds") { __typename } }')}`,
    headers,
  });
  assert.equal(write.statusCode, 405);
  assert.equal((await served.fixture.store.segments.all()).length, 2);
});

test('operations: alive, ready, counted without values', async () => {
  const { app } = served.server;
  assert.deepEqual((await app.inject('/health')).json(), { status: 'alive' });
  assert.deepEqual((await app.inject('/ready')).json(), { ready: true });
  const [userId] = served.fixture.userIds;
  await served.post({
    query: 'query ($id: ID!) { user(id: $id) { id nothing } }',
    variables: { id: userId },
  });
  const metrics = (await app.inject('/metrics')).body;
  assert.match(metrics, /portrait_http_responses_total\{status="200"\} \d+/);
  assert.match(metrics, /portrait_graphql_errors_total\{code="GRAPHQL_VALIDATION_FAILED"\} \d+/);
  assert.ok(!metrics.includes(userId!));
});

test('where the model cannot be read the answer says what to do, and whoever runs the server is told', async () => {
  await using shop = await serve({}, ({ store, modalities }) => ({
    recommender: new Recommender(store, new ModelRegistry(store, modalities)),
  }));
  await shop.fixture.store.models.create({
    ...{ id: 'model-1', parentId: null, watermark: 0, createdAt: NOW },
    ...{ config: { trainedThrough: NOW }, metrics: null },
    parts: new Map([['network/header.json', jsonToBytes({ formatVersion: 0 })]]),
  });
  const query = '{ users(first: 1) { nodes { recommendations(first: 1) { score } } } }';
  const { errors } = (await shop.post({ query })).json();
  assert.equal(errors[0].extensions.code, 'MODEL_REFUSED');
  assert.match(errors[0].message, /format version 0.*Train it anew/);
  assert.match(errors[0].extensions.requestId, /^[0-9a-f-]{36}$/);
  assert.deepEqual(
    shop.faults.map((fault) => (fault as Error).name),
    ['ModelFormatError'],
  );
});

test('not ready is 503, and a check that throws is not a crash', async () => {
  await using broken = await serve({
    application: {
      services: served.fixture.services,
      ready: () => Promise.reject(new Error('the store is away')),
    },
  });
  const answer = await broken.server.app.inject('/ready');
  assert.equal(answer.statusCode, 503);
  assert.deepEqual(answer.json(), { ready: false });
  assert.equal(broken.faults.length, 1);
});

test('the pages hold no token and no data, and load nothing from elsewhere', async () => {
  for (const url of ['/', '/explorer']) {
    const page = await served.server.app.inject(url);
    assert.equal(page.statusCode, 200);
    assert.match(String(page.headers['content-type']), /^text\/html/);
    const policy = String(page.headers['content-security-policy']);
    assert.match(policy, /default-src 'none'/);
    assert.match(policy, /connect-src 'self'/);
    assert.ok(!page.body.includes(TOKEN));
    for (const userId of served.fixture.userIds) assert.ok(!page.body.includes(userId));
    const outside = /<(?:script|link|img|iframe)[^>]+(?:src|href)="(?:https?:)?\/\//;
    assert.ok(!outside.test(page.body.slice(0, 5_000)), url);
    const again = await served.server.app.inject({
      url,
      headers: { 'if-none-match': String(page.headers.etag) },
    });
    assert.equal(again.statusCode, 304);
  }
});

test("the start page's questions are valid queries within the limits", async () => {
  const page = (await served.server.app.inject('/')).body;
  const queries = [...page.matchAll(/`(query [A-Z]\w+[^`]+)`/g)].map(([, query]) => query);
  assert.equal(queries.length, 4);
  for (const query of queries) {
    const variables = { userId: served.fixture.userIds[0], segmentId: 'nothing' };
    const answer = await served.post({ query, variables });
    assert.equal(answer.statusCode, 200, query);
    assert.equal(answer.json().errors, undefined, JSON.stringify(answer.json().errors));
  }
});

test('an address that is not there says where the API is', async () => {
  const answer = await served.server.app.inject('/graphq');
  assert.equal(answer.statusCode, 404);
  assert.match(answer.json().errors[0].message, /\/graphql/);
});
