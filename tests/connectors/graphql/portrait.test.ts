import assert from 'node:assert/strict';
import { test } from 'node:test';
import { graphqlConfig } from '../../../connectors/graphql/config.ts';
import { graphqlConnector } from '../../../connectors/index.ts';
import { serve, TOKEN } from '../../server/serve.ts';
import { readAll, testContext } from '../support.ts';

const USERS = `query ($first: Int, $after: String) {
  users(first: $first, after: $after) {
    nodes { id externalIds { kind value } profile { asOf interests { category score } } }
    pageInfo { hasNextPage endCursor }
  }
}`;

test("Portrait's own API is a source: paged, described by its schema, closed without a token", async () => {
  await using served = await serve();
  const url = `${await served.server.app.listen({ port: 0, host: '127.0.0.1' })}/graphql`;
  const users = {
    name: 'users',
    query: USERS,
    connection: 'users',
    key: 'id',
    updatedAt: 'profile.asOf',
  };
  const settings = (token: string) =>
    graphqlConfig.parse({
      url,
      headers: { authorization: `Bearer ${token}` },
      streams: [{ ...users, variables: { first: 2 } }],
    });
  const messages = await readAll(graphqlConnector, settings(TOKEN), 'users');
  const records = messages.filter((message) => message.type === 'record');
  assert.deepEqual(
    records.map(({ key }) => key),
    served.fixture.userIds,
  );
  const ids = records.map(({ data }) => JSON.stringify(data.externalIds)).sort();
  assert.equal(ids[0], '[{"kind":"customer","value":"c0"}]');
  assert.equal(messages.filter(({ type }) => type === 'state').length, 2);
  const [described] = await graphqlConnector.discover(settings(TOKEN), testContext());
  assert.deepEqual(
    described.fields.map(({ name, type }) => [name, type]),
    [
      ['id', 'string'],
      ['externalIds', 'array'],
      ['profile', 'object'],
    ],
  );
  const { ok, message } = await graphqlConnector.check(settings('wrong'), testContext());
  assert.equal(ok, false);
  assert.match(message, /does not let us in|UNAUTHENTICATED/);
});
