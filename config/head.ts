import { z } from 'zod';

const duration = z
  .string()
  .regex(/^[1-9]\d{0,3}[hdw]$/, { message: 'write hours, days or weeks: 12h, 30d, 4w' });

const traitLabel = z.strictObject({
  trait: z.string().min(1).describe('What sources declare about a user.'),
  positive: z
    .union([z.string(), z.number(), z.boolean()])
    .optional()
    .describe('The value whose probability a binary head gives; true or 1 if nothing is said.'),
});

const eventLabel = z.strictObject({
  events: z.string().min(1).describe('The event type, for example purchase.'),
  modality: z.string().min(1).optional().describe('Only of this modality.'),
  category: z
    .string()
    .min(1)
    .optional()
    .describe('Only about items of this category, at any level.'),
  within: duration.describe('How far ahead is looked.'),
  measure: z
    .enum(['any', 'none', 'count', 'value'])
    .describe('Whether any such event comes, or none; how many; what their values sum to.'),
  active: duration
    .optional()
    .describe('Learn only from users with such an event in this time before.'),
});

/** Which measures of events each kind can answer; null where only a trait can. */
const MEASURES: Readonly<Record<string, readonly string[]>> = {
  binary: ['any', 'none'],
  multiclass: [],
  amount: ['value', 'count'],
  count: ['count'],
};

/** A head for a label of the shop's own. */
export const headDeclaration = z
  .strictObject({
    name: z
      .string()
      .regex(/^[a-z][a-z0-9_]{0,62}$/, {
        message: 'must be 1 to 63 of a-z, 0-9 and _, starting with a letter',
      })
      .describe('Names the read-out.'),
    kind: z.enum(['binary', 'multiclass', 'amount', 'count']),
    label: z.union([traitLabel, eventLabel]).describe('What it learns to predict.'),
  })
  .superRefine(({ kind, label }, context) => {
    if ('trait' in label || MEASURES[kind].includes(label.measure)) return;
    const wanted = MEASURES[kind].length > 0 ? `measure ${MEASURES[kind].join(' or ')}` : 'a trait';
    context.addIssue({
      code: 'custom',
      path: ['label', 'measure'],
      message: `a ${kind} head takes ${wanted}, not ${label.measure}`,
    });
  });
