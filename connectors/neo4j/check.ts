import { ConnectorConfigError } from '../contract/errors.ts';
import { nearestHint } from '../kit/nearest.ts';
import { ELEMENT_ID, type GraphStream, type RelationshipStream } from './config.ts';
import type { Connection } from './connection.ts';
import { quoted } from './statements.ts';

/** Relationships looked at to see whether their two ends identify them. */
const SAMPLED = 100_000;

/**
 * Sees that the labels, types and properties which a stream names occur in the graph: Neo4j itself
 * answers a misspelt name with no rows.
 * @throws {ConnectorConfigError} naming the nearest
 */
export async function checkNames(connection: Connection, stream: GraphStream): Promise<void> {
  const labels = await column(connection, 'CALL db.labels() YIELD label AS name RETURN name');
  const keys = await column(
    connection,
    'CALL db.propertyKeys() YIELD propertyKey AS name RETURN name',
  );
  const wantedLabels =
    stream.kind === 'nodes' ? [stream.label] : [stream.start.label, stream.end.label];
  if (stream.kind === 'relationships') {
    const types = await column(
      connection,
      'CALL db.relationshipTypes() YIELD relationshipType AS name RETURN name',
    );
    expectName(stream, 'relationship type', stream.type, types);
  }
  for (const label of wantedLabels) expectName(stream, 'label', label, labels);
  for (const property of namedProperties(stream)) expectName(stream, 'property', property, keys);
}

/**
 * Sees that no two nodes are joined twice where the two ends are all that identifies a relationship.
 * @throws {ConnectorConfigError} where some are: they would count as one
 */
export async function checkPairs(
  connection: Connection,
  stream: RelationshipStream,
): Promise<void> {
  const { start, end, type } = stream;
  if (stream.key !== undefined) return;
  const [found] = await connection.run(
    `MATCH (a:${quoted(start.label)})-[r:${quoted(type)}]->(b:${quoted(end.label)}) WITH a, b LIMIT ${SAMPLED} WITH a, b, count(*) AS times WHERE times > 1 RETURN times LIMIT 1`,
  );
  if (found === undefined) return;
  throw new ConnectorConfigError(
    `Stream "${stream.name}": some nodes are joined by several ${type} relationships, which would count as one; say which property tells them apart with \`key\`, or use key: ${ELEMENT_ID}.`,
  );
}

/** A hint where no index helps to order a stream; null where one does. */
export async function indexHint(
  connection: Connection,
  stream: GraphStream,
): Promise<string | null> {
  if (stream.updatedAt === undefined) return null;
  const indexes = await connection.run(
    'SHOW INDEXES YIELD labelsOrTypes, properties RETURN labelsOrTypes, properties',
  );
  const name = stream.kind === 'nodes' ? stream.label : stream.type;
  const has = (list: unknown, wanted: string) => Array.isArray(list) && list[0] === wanted;
  const isIndexed = indexes.some(
    (index) => has(index.labelsOrTypes, name) && has(index.properties, stream.updatedAt as string),
  );
  if (isIndexed) return null;
  const [one, property] = [quoted(name), quoted(stream.updatedAt)];
  return stream.kind === 'nodes'
    ? `It will be faster after CREATE INDEX FOR (n:${one}) ON (n.${property}).`
    : `It will be faster after CREATE INDEX FOR ()-[r:${one}]-() ON (r.${property}).`;
}

function namedProperties(stream: GraphStream): string[] {
  const own = stream.key === undefined || stream.key === ELEMENT_ID ? [] : [stream.key];
  const ends = stream.kind === 'nodes' ? [] : [stream.start.key, stream.end.key];
  const updatedAt = stream.updatedAt === undefined ? [] : [stream.updatedAt];
  return [...own, ...ends, ...updatedAt];
}

function expectName(
  stream: GraphStream,
  what: string,
  wanted: string,
  known: readonly string[],
): void {
  if (known.includes(wanted)) return;
  throw new ConnectorConfigError(
    `Stream "${stream.name}": the graph has no ${what} "${wanted}"; ${nearestHint(wanted, known)}`,
  );
}

async function column(connection: Connection, cypher: string): Promise<string[]> {
  return (await connection.run(cypher)).map(({ name }) => String(name));
}
