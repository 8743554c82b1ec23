import { z } from 'zod';
import { secret } from '../kit/secret.ts';

const kind = (description: string) => z.string().min(1).max(128).describe(description);

/** The limits of the tracking API. */
const limits = z.strictObject({
  eventBytes: z
    .number()
    .int()
    .positive()
    .default(32 * 1024)
    .describe('The largest event.'),
  batchBytes: z
    .number()
    .int()
    .positive()
    .max(16 * 1024 * 1024)
    .default(500 * 1024)
    .describe('The largest request, unpacked.'),
  batchEvents: z.number().int().positive().default(2500).describe('The most events of a request.'),
  waitingEvents: z
    .number()
    .int()
    .positive()
    .default(20_000)
    .describe('How many events may wait for the store; beyond it requests are answered 429.'),
  eventsPerSecond: z
    .number()
    .positive()
    .optional()
    .describe('How many events a second are taken on average; as many as come where absent.'),
});

const identity = z.strictObject({
  userId: kind('What the `userId` of events is called here.').default('user_id'),
  anonymousId: kind('What the `anonymousId` of events is called here.').default('anonymous_id'),
  limits: z
    .record(z.string(), z.number().int().min(1))
    .default({})
    .describe(
      'How many ids of a kind one user may have, by kind: one `userId` and five of any other kind where nothing is said. An event that would exceed it loses its least telling id instead.',
    ),
});

/** Settings of a source that applications send events to. */
export const httpConfig = z.strictObject({
  writeKeys: z
    .array(secret('A key that clients send; several while one replaces another.'))
    .min(1)
    .describe('What clients show that they belong to this source.'),
  enabled: z.boolean().default(true).describe('Whether events are taken in; 404 where not.'),
  consent: z
    .record(z.string().min(1), z.string().min(1))
    .default({})
    .describe("Our purpose for each of the client's consent categories, such as profiling."),
  describeItems: z
    .boolean()
    .default(true)
    .describe('Whether products that no other source describes are described by events.'),
  identity: identity.prefault({}).describe('How the ids of events are read.'),
  limits: limits.prefault({}).describe('How much may come.'),
});

export type HttpConfig = z.infer<typeof httpConfig>;
