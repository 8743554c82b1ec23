import { z } from 'zod';
import { DRIFT_POLICIES } from '../connectors/index.ts';
import { mappingDeclaration } from './mapping/declaration.ts';

const id = z.string().regex(/^[a-z0-9][a-z0-9._-]{0,63}$/, {
  message: 'must be 1 to 64 of a-z, 0-9, dot, dash and underscore, starting with a letter or digit',
});

const continuous = z.strictObject({
  continuous: z.literal(true).describe('Read on and on, as the source goes on.'),
  commitWithinMs: z
    .number()
    .int()
    .min(10)
    .max(60_000)
    .default(300)
    .describe('How long what was read may wait for its commit, in milliseconds.'),
});

const schedule = z.union([
  z.literal('continuous').transform(() => continuous.parse({ continuous: true })),
  continuous,
  z.strictObject({
    everySeconds: z.number().int().min(1).describe('Seconds between two syncs while serving.'),
  }),
]);

/** One entry of `sources:` in portrait.yaml. */
export const sourceDeclaration = z.strictObject({
  id: id.describe('Names the source for good: events and states are kept under it.'),
  connector: z.string().min(1).describe('The kind of source.'),
  config: z
    .unknown()
    .optional()
    .describe("The connector's own settings; `portrait source check` tries them."),
  streams: z
    .array(
      z.strictObject({
        name: z
          .string()
          .min(1)
          .describe("The stream's name, as `portrait source discover` gives it."),
        map: mappingDeclaration.describe(
          'How a record becomes events, items, traits and relations.',
        ),
        drift: z
          .enum(DRIFT_POLICIES)
          .optional()
          .describe(
            'What becomes of a field that is added, removed or retyped: stop, ignore or propagate. Not looked for if absent.',
          ),
      }),
    )
    .default([])
    .describe('What is read of it; a source that sends in a known vocabulary needs none.'),
  schedule: schedule
    .optional()
    .describe('When it is read while serving; never by itself if absent.'),
});

/** A configured source: a connector, its settings, and how each of its streams is mapped. */
export type SourceDeclaration = z.infer<typeof sourceDeclaration>;
export type StreamDeclaration = SourceDeclaration['streams'][number];
