import type { StreamDescription, StreamField } from '../contract/connector.ts';
import { fieldsOf } from '../kit/field-types.ts';
import type { GraphStream, QueryStream, RelationshipStream } from './config.ts';
import type { Connection, Row } from './connection.ts';
import { queryParameters } from './read-query.ts';
import { objectOf } from './values.ts';

const SAMPLED_ROWS = 200;

const NODE_PROPERTIES =
  'CALL db.schema.nodeTypeProperties() YIELD nodeLabels, propertyName, propertyTypes, mandatory RETURN nodeLabels AS owners, propertyName, propertyTypes, mandatory';
const RELATIONSHIP_PROPERTIES =
  'CALL db.schema.relTypeProperties() YIELD relType, propertyName, propertyTypes, mandatory RETURN [substring(relType, 2, size(relType) - 3)] AS owners, propertyName, propertyTypes, mandatory';

/** The fields of every label or type that the graph's own schema procedures know. */
type Catalog = ReadonlyMap<string, readonly StreamField[]>;

/** What a graph stream's records look like. */
export async function describeGraphStream(
  connection: Connection,
  stream: GraphStream,
): Promise<StreamDescription> {
  const isNodes = stream.kind === 'nodes';
  const found = await catalogOf(connection, isNodes ? NODE_PROPERTIES : RELATIONSHIP_PROPERTIES);
  const fields = found.get(isNodes ? stream.label : stream.type) ?? [];
  const chosen = fields.filter(({ name }) => stream.properties?.includes(name) ?? true);
  if (isNodes) {
    const withKey = chosen.some(({ name }) => name === stream.key)
      ? chosen
      : [...chosen, ...fields.filter(({ name }) => name === stream.key)];
    return described(stream, withKey, [stream.key]);
  }
  const ends = [stream.start.as, stream.end.as];
  const others = chosen.filter(({ name }) => !ends.includes(name));
  const keys = await endFields(connection, stream);
  return described(stream, [...keys, ...others], ends);
}

/** Every label and type, for a source whose streams are not chosen yet. */
export async function describeAll(connection: Connection): Promise<StreamDescription[]> {
  const catalogs = [
    await catalogOf(connection, NODE_PROPERTIES),
    await catalogOf(connection, RELATIONSHIP_PROPERTIES),
  ];
  return catalogs.flatMap((catalog) =>
    [...catalog].map(([name, fields]) => ({ name, fields, primaryKey: [], cursor: null })),
  );
}

/** What a query's records look like, from its first rows. */
export async function describeQuery(
  connection: Connection,
  stream: QueryStream,
): Promise<StreamDescription> {
  const rows = await connection.run(stream.cypher, queryParameters(null, SAMPLED_ROWS));
  const fields = fieldsOf(rows.slice(0, SAMPLED_ROWS).map(objectOf));
  return {
    name: stream.name,
    fields,
    isSampled: true,
    primaryKey: stream.key,
    cursor: stream.cursor,
  };
}

function described(
  stream: GraphStream,
  fields: readonly StreamField[],
  primaryKey: readonly string[],
): StreamDescription {
  return { name: stream.name, fields, primaryKey, cursor: stream.updatedAt ?? null };
}

async function endFields(
  connection: Connection,
  stream: RelationshipStream,
): Promise<StreamField[]> {
  const nodes = await catalogOf(connection, NODE_PROPERTIES);
  return [stream.start, stream.end].map(({ label, key, as }) => {
    const field = nodes.get(label)?.find(({ name }) => name === key);
    return { name: as, type: field?.type ?? 'unknown', nullable: false };
  });
}

async function catalogOf(connection: Connection, cypher: string): Promise<Catalog> {
  const catalog = new Map<string, StreamField[]>();
  for (const row of await connection.run(cypher)) {
    for (const owner of row.owners as string[]) {
      const fields = catalog.get(owner) ?? [];
      catalog.set(owner, fields);
      if (row.propertyName !== null) addField(fields, fieldOf(row));
    }
  }
  return catalog;
}

/** Nodes of several label sets may carry the same property: then as one field. */
function addField(fields: StreamField[], field: StreamField): void {
  const index = fields.findIndex(({ name }) => name === field.name);
  if (index < 0) {
    fields.push(field);
    return;
  }
  const other = fields[index];
  const type = other.type === field.type ? field.type : 'unknown';
  fields[index] = { name: field.name, type, nullable: other.nullable || field.nullable };
}

function fieldOf(row: Row): StreamField {
  const types = (row.propertyTypes ?? []) as string[];
  return {
    name: String(row.propertyName),
    type: types.length === 1 ? typeOf(types[0]) : 'unknown',
    nullable: row.mandatory !== true,
  };
}

function typeOf(type: string): StreamField['type'] {
  if (type.endsWith('Array')) return 'array';
  if (type === 'Long' || type === 'Integer') return 'integer';
  if (type === 'Double' || type === 'Float') return 'number';
  if (type === 'Boolean') return 'boolean';
  return type === 'Point' ? 'object' : 'string';
}
