import { z } from 'zod';
import { secret } from '../kit/secret.ts';

const stream = z
  .strictObject({
    name: z.string().min(1).describe('What the stream is called, also in its address.'),
    key: z
      .union([z.string().min(1), z.array(z.string().min(1)).min(1)])
      .transform((fields) => [fields].flat())
      .optional()
      .describe('The field or fields that identify a record; else each delivery is a new one.'),
    version: z
      .string()
      .min(1)
      .optional()
      .describe('The field that grows when a record is changed, such as updated_at.'),
  })
  .describe('One kind of record that is sent.');

/** Settings of a source that another system calls. */
export const webhookConfig = z.strictObject({
  secrets: z
    .array(secret('A key that deliveries are signed with; several while one replaces another.'))
    .min(1)
    .describe('What the sender signs with; after `whsec_` it is read as base64.'),
  enabled: z.boolean().default(true).describe('Whether deliveries are taken in; 404 where not.'),
  toleranceSeconds: z
    .number()
    .int()
    .min(1)
    .default(300)
    .describe('How old a signature may be, and how far ahead of our clock.'),
  maxBytes: z
    .number()
    .int()
    .positive()
    .max(16 * 1024 * 1024)
    .default(1024 * 1024)
    .describe('The largest delivery, unpacked.'),
  streams: z.array(stream).min(1).describe('The kinds of record that are sent.'),
});

export type WebhookConfig = z.infer<typeof webhookConfig>;
export type WebhookStream = WebhookConfig['streams'][number];
