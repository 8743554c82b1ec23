import { z } from 'zod';
import { secret } from '../kit/secret.ts';

const name = z.string().min(1);

const stream = z
  .strictObject({
    name: name.describe('What the stream is called.'),
    topic: name.optional().describe('The topic; called like the stream if left out.'),
    format: z.enum(['json', 'avro']).default('json').describe('How the values are written.'),
    schema: name
      .optional()
      .describe('An Avro schema file (.avsc) for values that carry no schema id of a registry.'),
    key: z
      .union([z.literal('offset'), z.literal('message'), z.array(name).min(1)])
      .default('offset')
      .describe(
        "What identifies a record: `offset` (every message is one), `message` (the message's key: a later message replaces it, one without a value deletes it), or fields of the value.",
      ),
    start: z
      .union([z.literal('earliest'), z.literal('latest'), z.iso.datetime({ offset: true })])
      .default('earliest')
      .describe('Where a partition is begun that was never read: earliest, latest or an instant.'),
  })
  .refine(({ format, schema }) => format === 'avro' || schema === undefined, {
    path: ['schema'],
    error: 'is only for `format: avro`',
  });

const tls = z.strictObject({
  ca: name.optional().describe('File with the certificates of the authorities to trust (PEM).'),
  certificate: name.optional().describe("File with this client's certificate (PEM)."),
  key: name.optional().describe("File with this client's private key (PEM)."),
  verify: z.boolean().default(true).describe("Whether the server's certificate is checked."),
});

const sasl = z.strictObject({
  mechanism: z.enum(['plain', 'scram-sha-256', 'scram-sha-512']).describe('How to sign in.'),
  user: name.describe('The user to sign in as.'),
  password: secret('The password of the user; give it from the environment.'),
});

const registry = z.strictObject({
  url: z.url().describe('Where the schema registry answers (GET /schemas/ids/{id}).'),
  user: name.optional().describe('The user to sign in as (Basic).'),
  password: secret('The password of the user; give it from the environment.').optional(),
  token: secret('A token in its place (Bearer); give it from the environment.').optional(),
});

/** How brokers are reached and signed in to. */
export const kafkaConnection = z.strictObject({
  brokers: z
    .string()
    .regex(/^\s*[^\s,:]+:\d+\s*(,\s*[^\s,:]+:\d+\s*)*$/, {
      error: 'must be host:port, several separated by commas',
    })
    .describe('Brokers to begin with: host:port, several separated by commas.'),
  clientId: z
    .string()
    .regex(/^\S+$/, { error: 'must be a word without spaces' })
    .default('portrait')
    .describe("What the brokers' logs call this client."),
  tls: z.union([z.boolean(), tls]).default(false).describe('Whether to speak TLS, or how.'),
  sasl: sasl.optional().describe('How to sign in, where the brokers want that.'),
  timeoutMs: z
    .number()
    .int()
    .min(1000)
    .max(600_000)
    .default(10_000)
    .describe('How long the brokers may take for an answer.'),
});

export type KafkaConnection = z.infer<typeof kafkaConnection>;

export const kafkaConfig = kafkaConnection
  .extend({
    group: z
      .string()
      .regex(/^\S+$/, { error: 'must be a word without spaces' })
      .describe(
        'The consumer group. Processes of one group share the partitions: one name for each source of each Portrait.',
      ),
    registry: registry
      .optional()
      .describe('The schema registry that Avro values name a schema of.'),
    sessionTimeoutMs: z
      .number()
      .int()
      .min(1000)
      .max(600_000)
      .default(45_000)
      .describe('After so long without a sign of life the group takes the partitions away.'),
    maxMessageBytes: z
      .number()
      .int()
      .positive()
      .default(5_000_000)
      .describe('Longer values go to the dead letters.'),
    streams: z
      .array(stream)
      .default([])
      .describe('What is read; leave it empty to discover what there is.'),
  })
  .superRefine(({ streams, registry: known }, context) => {
    for (const [index, { format, schema }] of streams.entries()) {
      if (format === 'json' || schema !== undefined || known !== undefined) continue;
      const message = 'give a `schema` file, or a `registry` beside `streams`';
      context.addIssue({ code: 'custom', path: ['streams', index, 'schema'], message });
    }
  });

export type KafkaConfig = z.infer<typeof kafkaConfig>;
export type TopicStream = z.infer<typeof stream>;

export const topicOf = ({ topic, name: stream }: TopicStream): string => topic ?? stream;
