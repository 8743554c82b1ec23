import { z } from 'zod';
import { secret } from '../kit/secret.ts';

/** The relationship's own id as its key; not kept when a database is dumped and loaded again. */
export const ELEMENT_ID = 'elementId()';

const common = {
  name: z.string().min(1).describe('What the stream is called.'),
  properties: z
    .array(z.string().min(1))
    .min(1)
    .optional()
    .describe('The properties that are read; all of them where absent.'),
  updatedAt: z
    .string()
    .min(1)
    .optional()
    .describe('The property that grows with every change; without it each sync reads everything.'),
  deleted: z
    .string()
    .min(1)
    .optional()
    .describe('A property that is set on what no longer exists (true, or the time of deletion).'),
  lookBack: z
    .number()
    .nonnegative()
    .default(60)
    .describe(
      'How far before the last updatedAt a sync begins, for changes committed late: seconds for times, the unit of the number for numbers.',
    ),
};

const endpoint = (as: string) =>
  z.strictObject({
    label: z.string().min(1).describe('The label of the nodes at this end.'),
    key: z.string().min(1).describe('The property that identifies them.'),
    as: z.string().min(1).default(as).describe('The field of the record that holds this key.'),
  });

const nodes = z.strictObject({
  kind: z.literal('nodes').describe('Reads the nodes of a label.'),
  label: z.string().min(1).describe('The label of the nodes.'),
  key: z.string().min(1).describe('The property that identifies a node.'),
  ...common,
});

const relationships = z.strictObject({
  kind: z.literal('relationships').describe('Reads the relationships of a type.'),
  type: z.string().min(1).describe('The type of the relationships.'),
  start: endpoint('start').describe('Where they begin.'),
  end: endpoint('end').describe('Where they end.'),
  key: z
    .string()
    .min(1)
    .optional()
    .describe(
      `What identifies a relationship: a property of it, or ${ELEMENT_ID}. Absent: its two ends, for at most one between two nodes.`,
    ),
  ...common,
});

const query = z.strictObject({
  kind: z.literal('query').describe('Reads what a Cypher query returns.'),
  name: common.name,
  cypher: z
    .string()
    .min(1)
    .describe(
      'A reading query with $after (null at first) and $limit, ordered by the cursor column.',
    ),
  key: z.array(z.string().min(1)).min(1).describe('The columns that identify a row.'),
  cursor: z.string().min(1).describe('The column whose last value is the next $after.'),
  version: z.string().min(1).optional().describe('The column that grows with every change.'),
  deleted: z.string().min(1).optional().describe('A column that is set on what no longer exists.'),
});

export const neo4jConfig = z
  .strictObject({
    uri: z
      .string()
      .regex(/^(neo4j|bolt)(\+s|\+ssc)?:\/\/[^@/]+$/, {
        error:
          'must look like neo4j://host:7687 or bolt+s://host:7687, without a user or password in it',
      })
      .describe('Where the server answers; +s asks for TLS, +ssc accepts its own certificate.'),
    user: z.string().min(1).default('neo4j').describe('The user to sign in as.'),
    password: secret('The password of the user; give it from the environment.'),
    database: z.string().min(1).optional().describe("The user's home database where absent."),
    certificate: z
      .string()
      .min(1)
      .optional()
      .describe('A PEM file of the authority to trust; turns TLS on for neo4j:// and bolt://.'),
    fetchSize: z
      .number()
      .int()
      .positive()
      .max(100_000)
      .default(2_000)
      .describe('Rows a page: what is kept in memory at a time and read again after a failure.'),
    timeoutSeconds: z.number().positive().default(120).describe('How long one page may take.'),
    streams: z
      .array(z.discriminatedUnion('kind', [nodes, relationships, query]))
      .default([])
      .describe('What is read; leave it empty to discover what there is.'),
  })
  .refine(({ uri, certificate }) => certificate === undefined || !uri.includes('+'), {
    path: ['certificate'],
    error: 'a certificate is for neo4j:// and bolt://; the +s and +ssc forms bring their own trust',
  });

export type Neo4jConfig = z.infer<typeof neo4jConfig>;
export type NodeStream = z.infer<typeof nodes>;
export type RelationshipStream = z.infer<typeof relationships>;
export type QueryStream = z.infer<typeof query>;
/** A stream whose Cypher we write. */
export type GraphStream = NodeStream | RelationshipStream;
