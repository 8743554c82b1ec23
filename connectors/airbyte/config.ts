import { z } from 'zod';
import { programFields } from '../programs/settings.ts';

const name = z.string().min(1);
/** A field, or the names from outside in of one that lies deeper. */
const path = z.union([name, z.array(name).min(1)]);

const stream = z
  .strictObject({
    name: name.describe('The stream; `namespace.name` where it has a namespace.'),
    syncMode: z
      .enum(['full_refresh', 'incremental'])
      .optional()
      .describe('How it is read; incremental where the source can if absent.'),
    cursor: path
      .optional()
      .describe("The field that grows with every change; the source's own if absent."),
    key: z
      .array(path)
      .min(1)
      .optional()
      .describe("The fields that identify a record; the source's own key if absent."),
    fields: z.array(name).min(1).optional().describe('The fields that are read; all if absent.'),
    version: path
      .optional()
      .describe(
        'The field that tells the versions of a record apart: the cursor if absent, else the time of reading.',
      ),
    findDeletions: z
      .boolean()
      .default(false)
      .describe(
        'full_refresh only: records that a whole read no longer brings are deleted (up to 100,000 records).',
      ),
  })
  .describe('What differs from the discovered catalog for one stream.');

export const airbyteConfig = z
  .strictObject({
    ...programFields,
    program: programFields.program.optional(),
    image: name
      .optional()
      .describe('A container image instead of a program; it is run by `docker run`.'),
    streams: z
      .array(stream)
      .default([])
      .describe('Streams that are to be read in another way than the source suggests.'),
  })
  .refine(({ program, image }) => (program === undefined) !== (image === undefined), {
    path: ['program'],
    error: 'give either `program`, or `image` where Docker is there',
  })
  .refine(({ image, arguments: first }) => image === undefined || first.length === 0, {
    path: ['arguments'],
    error: 'an image has its own; leave them away',
  });

export type AirbyteConfig = z.infer<typeof airbyteConfig>;
export type AirbyteStream = z.infer<typeof stream>;
