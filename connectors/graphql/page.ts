import { ConnectorConfigError, ConnectorFatalError } from '../contract/errors.ts';
import type { Json, JsonObject } from '../contract/json.ts';
import { isObject, valueAt } from '../kit/paths.ts';
import type { GraphqlStream } from './config.ts';
import type { Answer } from './endpoint.ts';
import { errorOf, type GraphqlProblem } from './graphql-errors.ts';

/** One record of a page: what there is of it, and why that is not all. */
export interface PageNode {
  readonly data: Json;
  readonly problem: GraphqlProblem | null;
}

export interface Page {
  readonly nodes: readonly PageNode[];
  /** The cursor of the next page; null at the end. */
  readonly next: string | null;
}

const NODES = ['nodes', 'edges.node'];

/**
 * The records of an answer and what follows them. A field that failed within one record is that
 * record's problem; anything else that failed is the page's, and is thrown by what to do next.
 * @throws {ConnectorError}
 */
export function pageOf(answer: Answer, stream: GraphqlStream, url: string): Page {
  const connection = valueAt(answer.data, stream.connection) ?? null;
  const isWhole = connection !== null;
  const ofNodes = new Map<number, GraphqlProblem>();
  for (const problem of answer.problems) {
    const index = isWhole ? nodeIndex(problem, stream) : null;
    if (index === null) throw errorOf(problem, url);
    ofNodes.set(index, problem);
  }
  const nodes = nodesOf(connection, stream).map((data, index) => ({
    data,
    problem: ofNodes.get(index) ?? null,
  }));
  return { nodes, next: nextOf(connection, stream) };
}

/** The place of the record that a problem's path leads into; null where it leads elsewhere. */
function nodeIndex({ path }: GraphqlProblem, stream: GraphqlStream): number | null {
  const fields = stream.connection.split('.');
  const isInside = path !== null && fields.every((field, index) => path[index] === field);
  if (!isInside) return null;
  const index = path.slice(fields.length).find((step) => typeof step === 'number');
  return index ?? null;
}

function nodesOf(connection: Json, stream: GraphqlStream): readonly Json[] {
  if (Array.isArray(connection)) return connection;
  if (!isObject(connection)) {
    throw new ConnectorConfigError(
      `Stream "${stream.name}": the answer has no connection and no list at ${stream.connection}; mend \`connection\`.`,
    );
  }
  for (const path of stream.nodes === undefined ? NODES : [stream.nodes]) {
    const [list, ...rest] = path.split('.');
    const found = connection[list];
    if (!Array.isArray(found)) continue;
    if (rest.length === 0) return found;
    return found.map((entry: Json) => valueAt(entry, rest.join('.')) ?? null);
  }
  throw new ConnectorConfigError(
    `Stream "${stream.name}": ${stream.connection} has no list at ${stream.nodes ?? NODES.join(' or ')}; select it in the query, or mend \`nodes\`.`,
  );
}

function nextOf(connection: Json, stream: GraphqlStream): string | null {
  if (Array.isArray(connection)) return null;
  const { pageInfo } = connection as JsonObject;
  if (!isObject(pageInfo) || typeof pageInfo.hasNextPage !== 'boolean') {
    throw new ConnectorConfigError(
      `Stream "${stream.name}": ${stream.connection} has no pageInfo; select pageInfo { hasNextPage endCursor } in the query.`,
    );
  }
  if (!pageInfo.hasNextPage) return null;
  if (typeof pageInfo.endCursor === 'string' && pageInfo.endCursor !== '')
    return pageInfo.endCursor;
  if (pageInfo.endCursor === undefined) {
    throw new ConnectorConfigError(
      `Stream "${stream.name}": there are more pages, but the query does not select pageInfo { endCursor }.`,
    );
  }
  throw new ConnectorFatalError(
    `Stream "${stream.name}": the API says that there are more pages, but gives no cursor for the next.`,
  );
}
