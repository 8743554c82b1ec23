import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buildSchema, graphql } from 'graphql';
import type { ConformanceSetup } from '../conformance/conformance.ts';
import type { ConformanceCase } from '../conformance/setups.ts';
import type { JsonObject } from '../contract/json.ts';
import { type GraphqlConfig, graphqlConfig } from './config.ts';
import { graphqlConnector } from './graphql-connector.ts';

const MINUTE_MS = 60_000;
const TOKEN = 'a token / 48 of conformance';
const NO_NEW_FIELD = 'a query names its fields: others never come';
const REFUSED = 'the API refuses a query that names a field which it no longer has';

const schemaWith = (amount: string) =>
  buildSchema(`
  type Query { orders(first: Int!, after: String, since: String): Orders! shops: [Shop!]! returns: Orders! }
  type Orders { nodes: [Order!]! pageInfo: PageInfo! }
  type Order { id: ID! updatedAt: String! amount: ${amount}! note: String gone: Boolean! }
  type Shop { id: Int! name: String! }
  type PageInfo { hasNextPage: Boolean! endCursor: String }
`);

interface Order extends JsonObject {
  readonly id: string;
  readonly updatedAt: string;
}

const order = (index: number): Order => ({
  id: `order-${String(index).padStart(3, '0')}`,
  updatedAt: new Date(Date.UTC(2024, 0, 1) + index * MINUTE_MS).toISOString(),
  amount: 10 + index / 4,
  note: index % 4 === 0 ? null : `note ${index}`,
  gone: false,
});

interface PageArguments {
  readonly first: number;
  readonly after?: string | null;
  readonly since?: string | null;
}

function pageOf(orders: readonly Order[], { first, after, since }: PageArguments) {
  const from = Date.parse(since ?? '1970-01-01T00:00:00Z');
  const rest = orders
    .filter(({ id, updatedAt }) => id > (after ?? '') && Date.parse(updatedAt) >= from)
    .sort((left, right) => (left.id < right.id ? -1 : 1));
  const nodes = rest.slice(0, first);
  const hasNextPage = rest.length > first;
  return { nodes, pageInfo: { hasNextPage, endCursor: nodes.at(-1)?.id ?? null } };
}

/** A GraphQL API of orders by graphql-js, behind a token. */
async function serve(orders: readonly Order[]) {
  let schema = schemaWith('Float');
  const rootValue = {
    orders: (page: PageArguments) => pageOf(orders, page),
    shops: () => [
      { id: 1, name: 'North' },
      { id: 2, name: 'South' },
    ],
    returns: () => pageOf([], { first: 1 }),
  };
  const server = createServer(async (request, response) => {
    let text = '';
    for await (const chunk of request) text += chunk;
    const isKnown = request.headers.authorization === `Bearer ${TOKEN}`;
    const { query, variables } = JSON.parse(text);
    const answer = isKnown
      ? await graphql({ schema, source: query, variableValues: variables, rootValue })
      : { errors: [{ message: 'Sign in.', extensions: { code: 'UNAUTHENTICATED' } }] };
    response.writeHead(isKnown ? 200 : 401, { 'content-type': 'application/json' });
    response.end(JSON.stringify(answer));
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/graphql`,
    retype: (amount: string) => {
      schema = schemaWith(amount);
    },
    close: async () => {
      server.closeAllConnections();
      await new Promise<void>((done) => server.close(() => done()));
    },
  };
}

const page = 'pageInfo { hasNextPage endCursor }';
const streams = [
  {
    name: 'orders',
    query: `query ($first: Int!, $after: String, $since: String) {
      orders(first: $first, after: $after, since: $since) { nodes { id updatedAt amount note gone } ${page} }
    }`,
    variables: { first: 5 },
    connection: 'orders',
    key: 'id',
    updatedAt: 'updatedAt',
    since: 'since',
    deleted: 'gone',
    lookBack: 600,
  },
  { name: 'shops', query: '{ shops { id name } }', connection: 'shops', key: 'id' },
  {
    name: 'returns',
    query: `{ returns { nodes { id } ${page} } }`,
    connection: 'returns',
    key: 'id',
  },
];

/** The API with every deed that a GraphQL source knows. */
async function setup(): Promise<ConformanceSetup<GraphqlConfig>> {
  const orders: Order[] = Array.from({ length: 32 }, (_, index) => order(index));
  const { url, retype, close } = await serve(orders);
  const settings = (fields: object = {}) =>
    graphqlConfig.parse({
      url,
      headers: { authorization: `Bearer ${TOKEN}` },
      maxBodyMegabytes: 2,
      streams,
      ...fields,
    });
  const after = (minutes: number) => {
    const latest = Math.max(...orders.map(({ updatedAt }) => Date.parse(updatedAt)));
    return new Date(latest + minutes * MINUTE_MS).toISOString();
  };
  const add = (updatedAt: string, fields: JsonObject = {}) => {
    const id = `order-new-${orders.length}`;
    orders.push({ ...order(1), ...fields, id, updatedAt });
    return id;
  };
  const touch = (index: number, fields: JsonObject) => {
    orders[index] = { ...orders[index], ...fields, updatedAt: after(1) };
    return orders[index].id;
  };
  return {
    config: settings(),
    emptyStream: 'returns',
    wrong: {
      'wrong token': settings({ headers: { authorization: 'Bearer another token' } }),
      'no such field': settings({
        streams: [{ ...streams[1], query: '{ shops { id nama } }' }],
      }),
    },
    network: {
      kind: 'http',
      address: url,
      through: (address) => settings({ url: address, timeoutSeconds: 0.5 }),
    },
    deeds: {
      addLate: async () => add(after(-5)),
      change: async () => touch(3, { note: `changed ${after(0)}` }),
      remove: async () => touch(4, { gone: true }),
      addText: async (_stream, text) => ({ key: add(after(1), { note: text }), field: 'note' }),
      addAt: async (_stream, instant) => add(instant),
      alter: async () => {
        retype('String');
        return { field: 'amount', undo: async () => retype('Float') };
      },
    },
    notApplicable: {
      'token-renewed': 'the headers are fixed',
      'drift-added': NO_NEW_FIELD,
      'drift-removed': REFUSED,
    },
    close,
  };
}

export const conformanceCase: ConformanceCase<GraphqlConfig> = {
  connector: graphqlConnector,
  setup,
};
