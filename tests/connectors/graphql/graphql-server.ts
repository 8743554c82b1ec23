import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  buildSchema,
  type GraphQLFieldResolver,
  graphql,
  NoSchemaIntrospectionCustomRule,
  parse,
  validate,
} from 'graphql';
import type { JsonObject } from '../../../connectors/index.ts';

/** Takes a request before GraphQL sees it; true where it has answered. */
export type Fault = (response: ServerResponse, asked: number, query: string) => boolean;

export interface ReviewServer extends AsyncDisposable {
  readonly url: string;
  /** Variables and headers of every query so far, introspection left out. */
  readonly asked: { variables: JsonObject; headers: IncomingMessage['headers'] }[];
  readonly reviews: JsonObject[];
  fault: Fault | null;
  allowsIntrospection: boolean;
  /** Changes what `reviews` answers. */
  resolve: ((args: Args, connection: Connection) => unknown) | null;
}

export interface Args {
  readonly first: number;
  readonly after: string | null;
  readonly since: string | null;
}
export interface Connection {
  nodes: (JsonObject | null | Error)[];
  pageInfo: { hasNextPage: boolean; endCursor: string | null };
}

const SCHEMA = buildSchema(`
  type Query { shop: Shop!  counts: [Count!]! }
  type Shop { reviews(first: Int!, after: String, since: String): Reviews! }
  type Reviews { nodes: [Review] edges: [Edge!]! pageInfo: PageInfo! }
  type Edge { node: Review }
  type PageInfo { hasNextPage: Boolean! endCursor: String }
  interface Node { id: ID! }
  type Review implements Node { id: ID! stars: Int text: String product: Product! updatedAt: String! removed: Boolean tags: [String!]! }
  type Product { sku: String! }
  type Count { name: String! n: Int! }
`);

/** A GraphQL API of reviews by graphql-js behind a real socket, keyset paging by id. */
export async function serveReviews(count: number): Promise<ReviewServer> {
  const reviews: JsonObject[] = Array.from({ length: count }, (_, index) => reviewOf(index));
  const page = ({ first, after, since }: Args): Connection => {
    if (after !== null && !after.startsWith('c')) throw new Error('no such cursor');
    const rest = reviews.filter(
      ({ id, updatedAt }) =>
        (after === null || String(id) > after.slice(1)) && String(updatedAt) >= (since ?? ''),
    );
    const nodes = rest.slice(0, first);
    const endCursor = nodes.length === 0 ? null : `c${nodes.at(-1)!.id}`;
    return { nodes, pageInfo: { hasNextPage: rest.length > first, endCursor } };
  };
  const fieldResolver: GraphQLFieldResolver<unknown, unknown> = (source, args, _, info) => {
    const parent = info.parentType.name;
    if (parent === 'Query' && info.fieldName === 'shop') return {};
    if (parent === 'Query')
      return [
        { name: 'a', n: 1 },
        { name: 'b', n: 2 },
      ];
    if (parent === 'Shop') {
      const asked = { after: null, since: null, ...args } as unknown as Args;
      const connection = page(asked);
      return served.resolve === null ? connection : served.resolve(asked, connection);
    }
    if (parent === 'Reviews' && info.fieldName === 'edges') {
      return (source as Connection).nodes.map((node) => ({ node }));
    }
    return (source as Record<string, unknown>)[info.fieldName];
  };
  const server = createServer(async (request, response) => {
    let text = '';
    for await (const chunk of request) text += chunk;
    const { query, variables } = JSON.parse(text);
    const isIntrospection = query.includes('__schema');
    if (!isIntrospection) served.asked.push({ variables, headers: request.headers });
    if (served.fault?.(response, served.asked.length, query)) return;
    const forbidden =
      isIntrospection && !served.allowsIntrospection
        ? validate(SCHEMA, parse(query), [NoSchemaIntrospectionCustomRule])
        : [];
    const answer =
      forbidden.length > 0
        ? { errors: forbidden.slice(0, 1) }
        : await graphql({
            schema: SCHEMA,
            source: query,
            variableValues: variables,
            fieldResolver,
          });
    response.writeHead(200, { 'content-type': 'application/json; charset=utf-8' });
    response.end(JSON.stringify(answer));
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const served: ReviewServer = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/graphql`,
    asked: [],
    reviews,
    fault: null,
    allowsIntrospection: true,
    resolve: null,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
    },
  };
  return served;
}

const FIRST = Date.UTC(2026, 0, 1);

export function reviewOf(index: number, more: JsonObject = {}): JsonObject {
  return {
    id: `r${String(index).padStart(3, '0')}`,
    stars: index % 6,
    text: `größer 🎈 ${index}`,
    product: { sku: `p${index % 3}` },
    updatedAt: new Date(FIRST + index * 60_000).toISOString(),
    removed: index % 7 === 3,
    tags: ['a', 'b'],
    ...more,
  };
}

/** Answers with a status, and a body that is not GraphQL unless one is given. */
export function answer(response: ServerResponse, status: number, body = '', headers = {}): true {
  response.writeHead(status, { 'content-type': 'application/json', ...headers });
  response.end(body);
  return true;
}
