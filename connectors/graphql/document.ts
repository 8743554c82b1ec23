import {
  type DocumentNode,
  GraphQLError,
  Kind,
  type OperationDefinitionNode,
  parse,
} from 'graphql';
import { nearestHint } from '../kit/nearest.ts';
import type { GraphqlStream } from './config.ts';

type Written = Pick<
  GraphqlStream,
  'query' | 'variables' | 'cursorVariable' | 'since' | 'updatedAt'
>;

export function operationOf(document: DocumentNode): OperationDefinitionNode | undefined {
  return document.definitions.find((one) => one.kind === Kind.OPERATION_DEFINITION);
}

/** The names of the variables that the query declares. */
export function declaredVariables(query: string): readonly string[] {
  const operation = operationOf(parse(query));
  return (operation?.variableDefinitions ?? []).map(({ variable }) => variable.name.value);
}

/** What is wrong with a stream's query as it is written, and in which field; null where it is fine. */
export function queryProblem(stream: Written): { message: string; path: string[] } | null {
  let document: DocumentNode;
  try {
    document = parse(stream.query);
  } catch (error) {
    if (!(error instanceof GraphQLError)) throw error;
    const [{ line, column }] = error.locations ?? [{ line: 1, column: 1 }];
    return { path: ['query'], message: `line ${line}, column ${column}: ${error.message}` };
  }
  const operations = document.definitions.filter((one) => one.kind === Kind.OPERATION_DEFINITION);
  if (operations.length !== 1 || operations[0].operation !== 'query') {
    return { path: ['query'], message: 'must hold one operation, and that a query' };
  }
  const declared = declaredVariables(stream.query);
  const bound = [...Object.keys(stream.variables), ...(stream.since ? [stream.since] : [])];
  const unknown = bound.find((name) => !declared.includes(name));
  if (unknown !== undefined) {
    const field = unknown === stream.since ? 'since' : 'variables';
    return {
      path: [field],
      message: `the query declares no $${unknown}; ${nearestHint(unknown, declared)}`,
    };
  }
  if (stream.since !== undefined && stream.updatedAt === undefined) {
    return { path: ['updatedAt'], message: 'must be given, for its values are what since takes' };
  }
  return null;
}
