import { z } from 'zod';

const fields = z.union([z.string(), z.array(z.string()).min(1)]);

/** One stream of a files source. */
export const fileStreamConfig = z
  .strictObject({
    name: z.string().min(1).describe('What the stream is called.'),
    path: z
      .string()
      .min(1)
      .describe('A file or a glob such as clicks/*.jsonl.gz, relative to portrait.yaml.'),
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

export const filesConfig = z.strictObject({
  streams: z.array(fileStreamConfig).min(1).describe('The kinds of record that lie in files.'),
});

export type FilesConfig = z.infer<typeof filesConfig>;
export type FileStreamConfig = z.infer<typeof fileStreamConfig>;

/** The fields of a record's key; empty where its place in its file identifies it. */
export function keyFields(stream: FileStreamConfig): readonly string[] {
  if (stream.key === undefined) return [];
  return typeof stream.key === 'string' ? [stream.key] : stream.key;
}
