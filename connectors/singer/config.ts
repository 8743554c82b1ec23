import { z } from 'zod';
import { programFields } from '../programs/settings.ts';

const names = z.array(z.string().min(1)).min(1);

const stream = z
  .strictObject({
    name: z.string().min(1).describe("The stream's id in the tap's catalog."),
    replication: z
      .enum(['FULL_TABLE', 'INCREMENTAL', 'LOG_BASED'])
      .optional()
      .describe(
        'How it is read; as the catalog says, or INCREMENTAL where a replicationKey is given.',
      ),
    replicationKey: z
      .string()
      .min(1)
      .optional()
      .describe('The field that grows with every change; what the catalog names if absent.'),
    fields: names.optional().describe('The fields that are read; all of them where absent.'),
    key: names
      .optional()
      .describe("The fields that identify a record; the tap's own key if absent."),
    version: z
      .string()
      .min(1)
      .optional()
      .describe(
        'The field that tells the versions of a record apart: the replication key if absent, else the time of reading.',
      ),
    findDeletions: z
      .boolean()
      .default(false)
      .describe(
        'FULL_TABLE only: records that a whole read no longer brings are deleted (up to 100,000 records).',
      ),
  })
  .describe('What differs from the catalog for one stream.');

export const singerConfig = z.strictObject({
  ...programFields,
  catalog: z
    .string()
    .min(1)
    .optional()
    .describe('A catalog file, instead of asking the tap for one with --discover.'),
  catalogArgument: z
    .enum(['--catalog', '--properties'])
    .default('--catalog')
    .describe('How the tap is given its catalog; old taps say --properties.'),
  streams: z
    .array(stream)
    .default([])
    .describe('Streams that are to be read in another way than the catalog says.'),
});

export type SingerConfig = z.infer<typeof singerConfig>;
export type SingerStream = z.infer<typeof stream>;
