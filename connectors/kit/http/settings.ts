import { z } from 'zod';

/** The settings that every source over HTTP takes; spread them into the connector's own. */
export const httpSettings = {
  baseUrl: z
    .url({ protocol: /^https?$/, error: 'must be an address such as https://shop.example/api' })
    .refine((url) => new URL(url).username === '', {
      error: 'must not hold a user or a password; the connector has settings for them',
    })
    .describe('Where the API answers, as far as all its paths have in common.'),
  timeoutSeconds: z
    .number()
    .positive()
    .max(3_600)
    .default(30)
    .describe('How long the source may be silent: before it answers, and between two pieces.'),
  requestsPerSecond: z
    .number()
    .positive()
    .optional()
    .describe('How fast to ask at most; as fast as the source answers where absent.'),
  maxBodyMegabytes: z
    .number()
    .positive()
    .max(1_024)
    .default(64)
    .describe(
      'The largest answer that is read; a larger one is refused before it fills the memory.',
    ),
};

/** What the HTTP client reads of a connector's configuration. */
export type HttpSettings = z.infer<z.ZodObject<typeof httpSettings>>;
