import { z } from 'zod';
import { audienceDeclaration } from '../audiences/index.ts';
import { qualityDeclaration, sourceDeclaration } from '../ingest/index.ts';
import { headDeclaration } from './head.ts';
import { REFRESH_AFTER } from './refresh-after.ts';

const slug = z.string().regex(/^[a-z0-9][a-z0-9-]{0,62}$/, {
  message: 'must be 1 to 63 of a-z, 0-9 and dash, starting with a letter or digit',
});

/** What decides who is in a segment, of which each has one. */
const DECIDING = ['rule', 'predicts', 'like'] as const;

const segment = z
  .strictObject({
    id: slug.describe('Names the segment for good.'),
    name: z.string().min(1),
    description: z.string().default(''),
    rule: z.json().optional().describe('The rule that decides who is in it, as text or as a tree.'),
    predicts: z
      .json()
      .optional()
      .describe('Instead of a rule: what its members are likely to do, with a threshold.'),
    like: z
      .json()
      .optional()
      .describe('Instead of a rule: whom its members resemble, with a threshold.'),
    threshold: z
      .json()
      .optional()
      .describe('Who is in, beside `predicts` or `like`: a score, a size or a precision.'),
  })
  .superRefine((given, context) => {
    const named = DECIDING.filter((key) => given[key] !== undefined);
    if (named.length !== 1) {
      const message = `give one of ${DECIDING.join(', ')}: what decides who is in it`;
      context.addIssue({ code: 'custom', path: named.slice(1, 2), message });
    }
    if (given.rule !== undefined && given.threshold !== undefined) {
      const message = 'stands beside `predicts` or `like`; a rule has none';
      context.addIssue({ code: 'custom', path: ['threshold'], message });
    }
  });

const store = z
  .strictObject({
    url: z
      .string()
      .min(1)
      .optional()
      .describe('A PostgreSQL server: postgres://user:password@host/db.'),
    schema: z.string().min(1).optional().describe("The server's schema that holds this shop."),
    folder: z.string().min(1).optional().describe('The folder of the embedded store.'),
  })
  .refine(({ url, folder }) => url === undefined || folder === undefined, {
    message: 'give `url` (a server) or `folder` (embedded), not both',
  });

const server = z.strictObject({
  host: z.string().min(1).default('127.0.0.1'),
  port: z.number().int().min(0).max(65535).default(4000),
  token: z.string().min(16).optional().describe('The token that clients must send.'),
});

const updates = z.strictObject({
  mostWaiting: z
    .number()
    .int()
    .positive()
    .default(20_000)
    .describe('How many changes may wait for their profiles until senders are told to come back.'),
  refreshAfter: z
    .string()
    .regex(REFRESH_AFTER, { message: 'write days or weeks, 1d or 2w, or never' })
    .default('1w')
    .describe(
      'How long a profile may speak of the same instant while nothing happens to its user: then it is made anew in the background. Days or weeks, or never.',
    ),
});

const minutes = z.number().min(1).max(1440);
const sessions = z.strictObject({
  gapMinutes: minutes
    .default(30)
    .describe('Events further apart than this belong to different sessions.'),
  nearMinutes: minutes.default(60).describe('How soon is near, for what is foretold of a session.'),
  modalities: z
    .array(z.string().min(1))
    .min(1)
    .default(['browsing'])
    .describe('The modalities whose events make a session.'),
  goal: z
    .strictObject({ modality: z.string().min(1), type: z.string().min(1) })
    .default({ modality: 'transactions', type: 'purchase' })
    .describe('What is foretold of a session.'),
});

const history = z.strictObject({
  keepDays: z
    .number()
    .positive()
    .optional()
    .describe(
      'For how many days changes are kept: what subscriptions resume from, and what answers about the past are made of. For ever if nothing is said.',
    ),
});

const models = z.strictObject({
  keepDays: z
    .number()
    .min(0)
    .default(7)
    .describe(
      'For how many days the profiles of a model that served before are kept, and kept current, so that it can be rolled back to at once.',
    ),
  retrain: z
    .strictObject({
      everyHours: z
        .number()
        .min(1)
        .optional()
        .describe('So many hours after the newest model was trained, if anything came since.'),
      afterEvents: z
        .number()
        .int()
        .min(1)
        .optional()
        .describe('After so many rows that the newest model has not seen.'),
    })
    .refine(
      ({ everyHours, afterEvents }) => everyHours !== undefined || afterEvents !== undefined,
      {
        message: 'give `everyHours`, `afterEvents` or both',
      },
    )
    .optional()
    .describe('Trains a model in the background of the server, from time to time.'),
  mostUsers: z
    .number()
    .int()
    .min(50)
    .optional()
    .describe('About how many users a model learns from at most: beyond, a sample of them.'),
  promote: z
    .strictObject({
      users: z.number().int().min(1).describe('On how many users it must have been compared.'),
      figure: z
        .enum(['ndcg', 'logLikelihood'])
        .default('ndcg')
        .describe('What it must be better in.'),
    })
    .optional()
    .describe(
      'Lets a shadow serve by itself once the lower bound of its difference to the serving model is above zero.',
    ),
});

/** Says of each that bears the name of an earlier one that it must not. */
function differentBy<Key extends string>(
  what: string,
  key: Key,
  rows: readonly Readonly<Record<Key, string>>[],
  context: z.RefinementCtx,
): void {
  rows.forEach((row, index) => {
    const first = rows.findIndex((other) => other[key] === row[key]);
    if (first === index) return;
    const message = `is the ${key} of another ${what} already; ${key}s must differ`;
    context.addIssue({ code: 'custom', path: [index, key], message });
  });
}

/** The shape of portrait.yaml. */
export const configurationSchema = z.strictObject({
  store: store.default({}).describe('Where everything is kept.'),
  modalities: z
    .array(z.string().min(1))
    .default([])
    .describe('Packages, or paths that begin with a dot, whose default export is a modality.'),
  sources: z.array(sourceDeclaration).default([]).describe('Where events come from.'),
  quality: qualityDeclaration
    .prefault({})
    .describe('What is warned about, and what puts a source into quarantine.'),
  segments: z.array(segment).default([]).describe('Segments that are always there.'),
  audiences: z
    .array(audienceDeclaration)
    .default([])
    .superRefine((audiences, context) => differentBy('audience', 'id', audiences, context))
    .describe('Where it is told who enters and leaves segments.'),
  heads: z
    .array(headDeclaration)
    .default([])
    .superRefine((heads, context) => differentBy('head', 'name', heads, context))
    .describe('Heads for labels of your own; each becomes a read-out of every profile.'),
  training: z
    .record(z.string(), z.json())
    .default({})
    .describe('Overrides of the training settings.'),
  models: models.prefault({}).describe('How models come and go.'),
  sessions: sessions.prefault({}).describe('What a session is, and what is foretold of one.'),
  history: history.prefault({}).describe('How long changes are kept.'),
  updates: updates.prefault({}).describe('How far profiles may fall behind.'),
  server: server.prefault({}).describe('Where GraphQL is served.'),
});

type Parsed = z.infer<typeof configurationSchema>;
export type SegmentDeclaration = Parsed['segments'][number];

/** A shop's configuration, complete with defaults. */
export interface PortraitConfiguration extends Parsed {
  /** The file's folder: relative paths are read from here. */
  readonly baseFolder: string;
}

/** JSON Schema of portrait.yaml, for editors. */
export function configurationJsonSchema(): Record<string, unknown> {
  return { title: 'portrait.yaml', ...z.toJSONSchema(configurationSchema, { io: 'input' }) };
}
