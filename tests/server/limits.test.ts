import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import fc from 'fast-check';
import { type Served, serve, TOKEN } from './serve.ts';

let served: Served;
before(async () => {
  // A fault that no request of ours can bring about.
  const open = () => Promise.reject(new Error('secret detail of a fault'));
  served = await serve({}, (services) => ({
    explanations: Object.assign(Object.create(services.explanations), { open }),
  }));
});
after(() => served[Symbol.asyncDispose]());

const code = (answer: { json(): { errors: { extensions: { code: string } }[] } }) =>
  answer.json().errors[0]!.extensions.code;

async function alive(): Promise<void> {
  const answer = await served.post({ query: '{ __typename }' });
  assert.equal(answer.statusCode, 200);
}

test('a query that is too deep is refused before it runs', async () => {
  let inside = '{ id }';
  for (let level = 0; level < 8; level += 1) inside = `{ similar(first: 1) { user ${inside} } }`;
  // Which model serves is asked for every request and remembered; nothing else may be read.
  await alive();
  const start = served.fixture.store.statementCount();
  const answer = await served.post({ query: `{ user(id: "u") ${inside} }` });
  assert.equal(answer.statusCode, 400);
  assert.equal(code(answer), 'QUERY_TOO_DEEP');
  assert.equal(served.fixture.store.statementCount(), start);
});

test('a query that may answer too much is refused, also through aliases and variables', async () => {
  const large =
    '{ nodes { segments(first: 200) { nodes { segment { members(first: 200) { nodes { score } } } } } } }';
  for (const [query, variables] of [
    [`{ users(first: 200) ${large} }`, {}],
    [`query ($n: Int = 200) { users(first: $n) ${large} }`, {}],
    [`query ($n: Int) { users(last: $n) ${large} }`, { n: 200 }],
    [
      `{ ${Array.from({ length: 300 }, (_, index) => `a${index}: users(first: 200) { nodes { id } }`).join(' ')} }`,
      {},
    ],
  ] as const) {
    const answer = await served.post({ query, variables });
    assert.equal(answer.statusCode, 400);
    assert.equal(code(answer), 'QUERY_TOO_COSTLY');
    assert.match(answer.json().errors[0].message, /first/);
  }
});

test('fragments within fragments are measured once each', async () => {
  const levels = 60;
  const fragments = Array.from({ length: levels }, (_, level) =>
    level === levels - 1
      ? `fragment f${level} on User { id }`
      : `fragment f${level} on User { ...f${level + 1} ...f${level + 1} }`,
  ).join('\n');
  const started = performance.now();
  const answer = await served.post({
    query: `{ users(first: 1) { nodes { ...f0 } } } ${fragments}`,
  });
  assert.ok([200, 400].includes(answer.statusCode));
  assert.ok(performance.now() - started < 5_000, 'measuring must not explode');
});

test('introspection is allowed with the token', async () => {
  const { getIntrospectionQuery } = await import('graphql');
  const answer = await served.post({ query: getIntrospectionQuery() });
  assert.equal(answer.statusCode, 200);
  assert.ok(answer.json().data.__schema.types.length > 20);
});

test('a body over a megabyte is refused with the limit', async () => {
  const answer = await served.post({ query: `{ __typename } #${'x'.repeat(1_100_000)}` });
  assert.equal(answer.statusCode, 413);
  assert.equal(code(answer), 'BODY_TOO_LARGE');
  assert.match(answer.json().errors[0].message, /1000000 bytes/);
});

test('explanations have their price: too many in one query are refused before they run', async () => {
  const one = (at: number) =>
    `e${at}: explain(userId: "a", segmentId: "b") { ... on Explanation { counterfactuals { verdict } } }`;
  const start = served.fixture.store.statementCount();
  const answer = await served.post({
    query: `{ ${Array.from({ length: 60 }, (_, at) => one(at)).join('\n')} }`,
  });
  assert.equal(code(answer), 'QUERY_TOO_COSTLY');
  assert.equal(served.fixture.store.statementCount(), start);
});

test('a document of too many tokens is refused', async () => {
  const answer = await served.post({ query: `{ ${'__typename '.repeat(20_000)} }` });
  assert.equal(answer.statusCode, 400);
});

test('a fault of ours reaches nobody but whoever runs the server', async () => {
  const [userId] = served.fixture.userIds;
  const answer = await served.post({
    query: 'query ($u: ID!) { explain(userId: $u, segmentId: "early-birds") { __typename } }',
    variables: { u: userId },
  });
  const [error] = answer.json().errors;
  assert.equal(error.extensions.code, 'INTERNAL_SERVER_ERROR');
  assert.equal(error.extensions.requestId, answer.headers['x-request-id']);
  assert.ok(!answer.body.includes('secret detail'));
  assert.ok(!answer.body.includes('stack'));
  assert.match(String(served.faults.at(-1)), /secret detail/);
});

test('no error repeats the value that it complains about', async () => {
  const value = 'jane@example.com';
  for (const body of [
    { query: 'query ($n: Int!) { users(first: $n) { nodes { id } } }', variables: { n: value } },
    { query: `{ users(first: "${value}") { nodes { id } } }` },
    {
      query: `{ users(after: "${Buffer.from(value).toString('base64url')}") { nodes { id } } }`,
    },
    {
      query:
        'query ($t: DateTime) { explain(userId: "a", segmentId: "b", asOf: $t) { __typename } }',
      variables: { t: value },
    },
    {
      query: 'query ($e: ExternalIdInput!) { user(externalId: $e) { id } }',
      variables: { e: { kind: 'email', value, more: value } },
    },
    { query: `{ segments(kind: ${'JANE'}) { nodes { id } } }` },
    {
      query: 'mutation ($e: [EventInput!]!) { ingestEvents(events: $e) { __typename } }',
      variables: { e: [{ externalIds: value }] },
    },
  ]) {
    const answer = await served.post(body);
    assert.ok(answer.json().errors.length > 0);
    assert.ok(!answer.body.includes(value), answer.body);
  }
});

test('no body takes the server down', async () => {
  const bodies = [
    '',
    '{',
    '[]',
    'null',
    '"text"',
    '0',
    '{"query":1}',
    '{"query":"{ __typename }","variables":"x"}',
    '{"query":"{ __typename }","variables":[1]}',
    '{"query":"{ __typename }","extensions":7}',
    '{"__proto__":{"a":1}}',
    '{"query":"subscription { profileChanged { sequence } }"}',
    '\u0000',
    '{"query":"{ user(id: \\"\\u0000\\") { id } }"}',
    '{"query":"{ user(id: \\"\\ud800\\") { id } }"}',
    `{"query":${'['.repeat(5000)}${']'.repeat(5000)}}`,
  ];
  for (const body of bodies) {
    const answer = await served.post(body);
    assert.ok(
      answer.statusCode >= 200 && answer.statusCode < 500,
      `${answer.statusCode} for ${body.slice(0, 60)}`,
    );
    assert.ok(!answer.body.includes('node_modules'));
  }
  for (const type of [
    'text/plain',
    'application/xml',
    'application/x-www-form-urlencoded',
    'application/json; charset=latin1',
    'x',
  ]) {
    const answer = await served.post('{"query":"{ __typename }"}', {
      headers: { 'content-type': type },
    });
    assert.ok(answer.statusCode < 500, type);
  }
  await fc.assert(
    fc.asyncProperty(fc.oneof(fc.string(), fc.json()), async (body) => {
      const answer = await served.post(body);
      assert.ok(answer.statusCode < 500);
    }),
    { numRuns: 100 },
  );
  await alive();
});

test('odd methods and addresses are answered', async () => {
  for (const method of ['PUT', 'DELETE', 'PATCH', 'OPTIONS', 'HEAD'] as const) {
    const answer = await served.server.app.inject({
      method,
      url: '/graphql',
      headers: { authorization: `Bearer ${TOKEN}` },
    });
    assert.ok(answer.statusCode < 500, method);
  }
  for (const url of ['/%ff', '/../../etc/passwd', '/graphql/%00', `/${'a'.repeat(10_000)}`]) {
    const answer = await served.server.app.inject(url);
    assert.ok(answer.statusCode >= 400 && answer.statusCode < 500, url.slice(0, 30));
  }
});
