import { z } from 'zod';
import { kafkaConnection, secret } from '../connectors/index.ts';

const webhook = z.strictObject({
  url: z.url({ protocol: /^https?$/ }).describe('Where the changes are posted to.'),
  secret: secret('What deliveries are signed with; after `whsec_` it is read as base64.'),
  timeoutMs: z
    .number()
    .int()
    .min(100)
    .max(120_000)
    .default(10_000)
    .describe('How long the receiver may take for an answer.'),
});

const kafka = kafkaConnection.extend({
  topic: z.string().min(1).describe('The topic; its messages are keyed by user.'),
});

/** An audience of portrait.yaml: where it goes to when users enter and leave segments. */
export const audienceDeclaration = z
  .strictObject({
    id: z
      .string()
      .regex(/^[a-z0-9][a-z0-9-]{0,62}$/, {
        message: 'must be 1 to 63 of a-z, 0-9 and dash, starting with a letter or digit',
      })
      .describe('Names the audience for good: how far it was delivered is kept under it.'),
    segments: z
      .array(z.string().min(1))
      .min(1)
      .optional()
      .describe('The ids of the segments; all of them if left out.'),
    batch: z.number().int().min(1).max(2_500).default(100).describe('Changes a delivery at most.'),
    webhook: webhook.optional().describe('Deliver as signed posts.'),
    kafka: kafka.optional().describe('Deliver as messages of a topic.'),
  })
  .refine((given) => (given.webhook === undefined) !== (given.kafka === undefined), {
    message: 'give one of `webhook` and `kafka`',
  });

export type AudienceDeclaration = z.infer<typeof audienceDeclaration>;
