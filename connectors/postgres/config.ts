import { z } from 'zod';
import { secret } from '../kit/secret.ts';

const names = z.array(z.string().min(1)).min(1);

const stream = z.strictObject({
  name: z.string().min(1).describe('What the stream is called.'),
  table: z.string().min(1).describe('The table or view.'),
  schema: z.string().min(1).default('public').describe('The schema of the table.'),
  columns: names.optional().describe('The columns that are read; all of them where absent.'),
  key: names.optional().describe("The columns that identify a row; the table's primary key else."),
  cursor: z
    .string()
    .min(1)
    .optional()
    .describe('The column that grows with every change; without it each sync reads everything.'),
  deleted: z
    .string()
    .min(1)
    .optional()
    .describe('A column that is set on what no longer exists (true, or the time of deletion).'),
  lookBack: z
    .number()
    .nonnegative()
    .default(60)
    .describe(
      'How far before the last cursor a sync begins, for changes committed late: seconds for times, the unit of the number for numbers.',
    ),
});

const changes = z.strictObject({
  create: z
    .boolean()
    .default(true)
    .describe('Whether a publication and a replication slot are made for each stream.'),
  slotPrefix: z
    .string()
    .regex(/^[a-z_][a-z0-9_]{0,30}$/, 'must be 1 to 31 of a-z, 0-9 and underscore')
    .default('portrait')
    .describe('What their names begin with; the stream follows. Different for each deployment.'),
  unchanged: z
    .enum(['fetch', 'omit'])
    .default('fetch')
    .describe(
      'Long values that a change leaves as they are do not stand in the log: look them up, or leave the field out.',
    ),
  truncate: z
    .enum(['stop', 'ignore'])
    .default('stop')
    .describe(
      'What a truncated table means: stop with a message, or go on and keep what came from its rows.',
    ),
  whenLost: z
    .enum(['stop', 'copy'])
    .default('stop')
    .describe(
      'What it means that changes are lost (a slot that was dropped): stop, or copy the table anew.',
    ),
});

export const postgresConfig = z
  .strictObject({
    url: secret('postgres://user:password@host:port/database; from the environment.').optional(),
    host: z.string().min(1).optional().describe('Where the server answers.'),
    port: z.number().int().min(1).max(65_535).default(5432).describe('Its port.'),
    database: z.string().min(1).optional().describe('The database.'),
    user: z
      .string()
      .min(1)
      .optional()
      .describe('The user to sign in as; a right to read is enough.'),
    password: secret('The password of the user; give it from the environment.').optional(),
    ssl: z
      .enum(['disable', 'require', 'verify-full'])
      .optional()
      .describe(
        'TLS: none, without or with a check of the certificate; as the url says if absent.',
      ),
    pageRows: z
      .number()
      .int()
      .positive()
      .max(100_000)
      .default(2_000)
      .describe('Rows a page: what is kept in memory at a time and read again after a failure.'),
    timeoutSeconds: z.number().positive().default(120).describe('How long one page may take.'),
    changes: changes
      .optional()
      .describe(
        'Reads tables by their changes, deletions too, from the write-ahead log; by the cursor where that cannot be, for a reason that is said.',
      ),
    streams: z
      .array(stream)
      .default([])
      .describe('What is read; leave it empty to discover what there is.'),
  })
  .refine(({ url, host }) => (url === undefined) !== (host === undefined), {
    path: ['url'],
    error: 'give either url, or host with database, user and password',
  });

export type PostgresConfig = z.infer<typeof postgresConfig>;
export type TableStream = z.infer<typeof stream>;
export type ChangesConfig = NonNullable<PostgresConfig['changes']>;
