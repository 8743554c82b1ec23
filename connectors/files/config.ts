import { z } from 'zod';
import { secret } from '../kit/secret.ts';

const fields = z.union([z.string(), z.array(z.string()).min(1)]);

/** One stream of a files source. */
export const fileStreamConfig = z
  .strictObject({
    name: z.string().min(1).describe('What the stream is called.'),
    path: z
      .string()
      .min(1)
      .describe(
        'A file or a glob such as clicks/*.jsonl.gz, relative to portrait.yaml, or s3://bucket/clicks/*.jsonl.gz.',
      ),
    format: z
      .enum(['csv', 'jsonl', 'parquet'])
      .optional()
      .describe('Taken from the name where it is absent; .gz is unpacked.'),
    key: fields.optional().describe('The field or fields that identify a record; else its place.'),
    version: z
      .string()
      .optional()
      .describe('The field that grows when a record is changed, such as updated_at.'),
    deleted: z
      .string()
      .optional()
      .describe('A field that is true, 1 or non-empty for records that no longer exist.'),
    delimiter: z
      .string()
      .regex(/^[^"\r\n]$/, 'must be one character, neither a quote nor a line break')
      .default(',')
      .describe('Between the fields of a CSV row.'),
    maxRowBytes: z
      .number()
      .int()
      .positive()
      .default(1_048_576)
      .describe('A longer row goes to the dead letters unread.'),
  })
  .describe('One kind of record, kept in one or several files.');

/** Where objects lie, and how to sign in there. */
export const s3Config = z
  .strictObject({
    endpoint: z
      .url({
        protocol: /^https?$/,
        error: 'must be an address that begins with http:// or https://',
      })
      .optional()
      .describe('Of a store that is not Amazon’s, such as http://minio:9000.'),
    region: z.string().min(1).default('us-east-1').describe('The region of the buckets.'),
    accessKeyId: secret('The access key; give it from the environment.').optional(),
    secretAccessKey: secret('Its secret; give it from the environment.').optional(),
    sessionToken: secret('The token of temporary credentials.').optional(),
    pathStyle: z
      .boolean()
      .optional()
      .describe('Whether the bucket stands in the path rather than the host; so with an endpoint.'),
    timeoutSeconds: z
      .number()
      .positive()
      .default(60)
      .describe('How long the store may be silent within an answer.'),
  })
  .refine((s3) => (s3.accessKeyId === undefined) === (s3.secretAccessKey === undefined), {
    path: ['secretAccessKey'],
    error: 'accessKeyId and secretAccessKey go together; leave both out for public buckets',
  });

export const filesConfig = z.strictObject({
  s3: s3Config.optional().describe('Needed for paths that begin with s3://.'),
  streams: z.array(fileStreamConfig).min(1).describe('The kinds of record that lie in files.'),
});

export type FilesConfig = z.infer<typeof filesConfig>;
export type S3Config = z.infer<typeof s3Config>;
export type FileStreamConfig = z.infer<typeof fileStreamConfig>;

/** The fields of a record's key; empty where its place in its file identifies it. */
export function keyFields(stream: FileStreamConfig): readonly string[] {
  if (stream.key === undefined) return [];
  return typeof stream.key === 'string' ? [stream.key] : stream.key;
}
