import type { GraphStream } from './config.ts';
import { ELEMENT_ID } from './config.ts';
import { type CursorValue, cursorCypher, lookBackCypher } from './cursor.ts';
import type { Place } from './state.ts';

/** A name as Cypher takes it whatever it contains. */
export const quoted = (name: string): string => `\`${name.replaceAll('`', '``')}\``;

/** A query with its parameters. */
export interface Statement {
  readonly cypher: string;
  readonly parameters: Record<string, unknown>;
}

/** Where a page begins and the read ends. */
export interface PageBounds {
  /** Inclusive, before the look-back; null at the first read. */
  readonly from: CursorValue | null;
  readonly after: Place | null;
  readonly until: CursorValue | null;
  readonly limit: number;
}

const alias = (stream: GraphStream) => (stream.kind === 'nodes' ? 'n' : 'r');

function pattern(stream: GraphStream): string {
  if (stream.kind === 'nodes') return `(n:${quoted(stream.label)})`;
  const { start, end, type } = stream;
  return `(a:${quoted(start.label)})-[r:${quoted(type)}]->(b:${quoted(end.label)})`;
}

/** The property by which a stream is ordered: its updatedAt, else the key of the (start) node. */
export function orderOf(stream: GraphStream): string {
  if (stream.updatedAt !== undefined) return `${alias(stream)}.${quoted(stream.updatedAt)}`;
  return stream.kind === 'nodes' ? `n.${quoted(stream.key)}` : `a.${quoted(stream.start.key)}`;
}

function returned(stream: GraphStream): string {
  const one = alias(stream);
  const chosen = stream.properties?.map((name) => `.${quoted(name)}`).join(', ');
  const optional = (name: string | undefined) =>
    name === undefined ? 'null' : `${one}.${quoted(name)}`;
  const ends =
    stream.kind === 'nodes'
      ? ''
      : `, a.${quoted(stream.start.key)} AS startKey, b.${quoted(stream.end.key)} AS endKey`;
  const key = stream.key === ELEMENT_ID ? `elementId(${one})` : optional(stream.key);
  return [
    `${orderOf(stream)} AS place, elementId(${one}) AS id, ${key} AS key`,
    `${optional(stream.updatedAt)} AS updatedAt, ${optional(stream.deleted)} AS deleted`,
    `${chosen === undefined ? `properties(${one})` : `${one} {${chosen}}`} AS data${ends}`,
  ].join(', ');
}

/** A page in the order of the stream: strictly after a place, or from a value on, up to the end. */
export function orderedPage(stream: GraphStream, bounds: PageBounds): Statement {
  const order = orderOf(stream);
  const id = `elementId(${alias(stream)})`;
  const { after, from, until, limit } = bounds;
  const where: string[] = [];
  const parameters: Record<string, unknown> = { limit: BigInt(limit) };
  if (after !== null && after.value !== null) {
    const at = cursorCypher(after.value.type, 'after');
    where.push(`${order} >= ${at} AND (${order} > ${at} OR ${id} > $afterId)`);
    Object.assign(parameters, { after: after.value.text, afterId: after.id });
  } else if (from !== null) {
    where.push(`${order} >= ${lookBackCypher(from.type, 'from')}`);
    Object.assign(parameters, { from: from.text, lookBack: stream.lookBack });
  }
  if (until !== null) {
    where.push(`${order} <= ${cursorCypher(until.type, 'until')}`);
    parameters.until = until.text;
  }
  where.push(`${order} IS NOT NULL`);
  const cypher = `MATCH ${pattern(stream)} WHERE ${where.join(' AND ')} RETURN ${returned(stream)} ORDER BY place, id LIMIT $limit`;
  return { cypher, parameters };
}

/** A page of what has no value to order by: by its id, which every node and relationship has. */
export function unorderedPage(stream: GraphStream, after: string | null, limit: number): Statement {
  const beyond = after === null ? '' : ` AND elementId(${alias(stream)}) > $afterId`;
  const cypher = `MATCH ${pattern(stream)} WHERE ${orderOf(stream)} IS NULL${beyond} RETURN ${returned(stream)} ORDER BY id LIMIT $limit`;
  return { cypher, parameters: { limit: BigInt(limit), afterId: after } };
}

/** The greatest value of the order. */
export function lastPlace(stream: GraphStream): Statement {
  const order = orderOf(stream);
  const cypher = `MATCH ${pattern(stream)} WHERE ${order} IS NOT NULL RETURN ${order} AS place ORDER BY place DESC LIMIT 1`;
  return { cypher, parameters: {} };
}
