import {
  buildClientSchema,
  type DocumentNode,
  type FragmentDefinitionNode,
  type GraphQLOutputType,
  type GraphQLSchema,
  getIntrospectionQuery,
  getNamedType,
  getNullableType,
  type IntrospectionQuery,
  isEnumType,
  isInterfaceType,
  isListType,
  isNonNullType,
  isObjectType,
  isScalarType,
  Kind,
  parse,
  type SelectionSetNode,
  validate,
} from 'graphql';
import type { StreamField } from '../contract/connector.ts';
import { ConnectorConfigError } from '../contract/errors.ts';
import type { GraphqlStream } from './config.ts';
import { operationOf } from './document.ts';
import type { Endpoint } from './endpoint.ts';

/** The API's schema; null where it does not let itself be asked for it. */
export async function schemaOf(endpoint: Endpoint): Promise<GraphQLSchema | null> {
  const answer = await endpoint.once(getIntrospectionQuery({ descriptions: false }), {});
  if (answer.data === null || answer.problems.length > 0) return null;
  try {
    return buildClientSchema(answer.data as unknown as IntrospectionQuery);
  } catch {
    // An API may answer with part of its schema only; that is of no use here.
    return null;
  }
}

/** @throws {ConnectorConfigError} with what the schema has against a stream's query */
export function checkQuery(schema: GraphQLSchema, stream: GraphqlStream): void {
  const [problem] = validate(schema, parse(stream.query));
  if (problem === undefined) return;
  const [{ line, column }] = problem.locations ?? [{ line: 1, column: 1 }];
  throw new ConnectorConfigError(
    `Stream "${stream.name}": line ${line}, column ${column} of the query: ${problem.message}`,
  );
}

/** The fields of a stream's records as the schema describes what the query selects. */
export function selectedFields(schema: GraphQLSchema, stream: GraphqlStream): StreamField[] {
  const document = parse(stream.query);
  const root = {
    type: schema.getQueryType() as GraphQLOutputType,
    selections: [operationOf(document)!.selectionSet],
  };
  const connection = follow(root, stream.connection.split('.'), document);
  const wanted = stream.nodes === undefined ? ['nodes', 'edges.node'] : [stream.nodes];
  const isList = connection !== null && isListType(getNullableType(connection.type));
  const paths = isList ? [[]] : wanted.map((path) => path.split('.'));
  const node = paths.map((path) => connection && follow(connection, path, document)).find(Boolean);
  if (!node) return [];
  return [...selected(node, document)].map(([name, { type }]) => ({
    name,
    type: typeOf(type),
    nullable: !isNonNullType(type),
  }));
}

/** A place in the answer: its type, and what is selected of it. */
interface Place {
  readonly type: GraphQLOutputType;
  readonly selections: readonly SelectionSetNode[];
}

function follow(from: Place, path: readonly string[], document: DocumentNode): Place | null {
  return path.reduce<Place | null>(
    (place, name) => (place && selected(place, document).get(name)) ?? null,
    from,
  );
}

/** The fields selected of a place, by the names they have in the answer; fragments are opened. */
function selected(
  place: Place,
  document: DocumentNode,
  into = new Map<string, Place>(),
): Map<string, Place> {
  const parent = getNamedType(place.type);
  for (const selection of place.selections.flatMap(({ selections }) => selections)) {
    if (selection.kind === Kind.FIELD) {
      const known = isObjectType(parent) || isInterfaceType(parent) ? parent.getFields() : {};
      const type = known[selection.name.value]?.type;
      if (type === undefined) continue;
      const name = selection.alias?.value ?? selection.name.value;
      const before = into.get(name)?.selections ?? [];
      const selections = selection.selectionSet ? [...before, selection.selectionSet] : before;
      into.set(name, { type, selections });
    } else {
      const fragment =
        selection.kind === Kind.FRAGMENT_SPREAD
          ? fragmentOf(document, selection.name.value)
          : selection;
      if (fragment)
        selected({ type: place.type, selections: [fragment.selectionSet] }, document, into);
    }
  }
  return into;
}

function fragmentOf(document: DocumentNode, name: string): FragmentDefinitionNode | undefined {
  return document.definitions.find(
    (one): one is FragmentDefinitionNode =>
      one.kind === Kind.FRAGMENT_DEFINITION && one.name.value === name,
  );
}

const SCALARS: Readonly<Record<string, StreamField['type']>> = {
  Int: 'integer',
  Float: 'number',
  Boolean: 'boolean',
  String: 'string',
  ID: 'string',
};

function typeOf(type: GraphQLOutputType): StreamField['type'] {
  if (isListType(getNullableType(type))) return 'array';
  const named = getNamedType(type);
  if (isScalarType(named)) return SCALARS[named.name] ?? 'unknown';
  return isEnumType(named) ? 'string' : 'object';
}
