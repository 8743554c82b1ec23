import { z } from 'zod';
import { timeZoneExists } from './time.ts';

const scalar = z.union([z.string(), z.number(), z.boolean(), z.null()]);
const fieldPath = z
  .string()
  .min(1)
  .describe('Path of a field in the record, for example `user.id`.');

/** A value taken from the record (a path is short for `{ field: path }`), or one fixed for all. */
const expressionObject = z
  .strictObject({
    field: fieldPath.optional(),
    const: scalar.optional().describe('The same value for every record.'),
    template: z
      .string()
      .optional()
      .describe('Text with fields in braces, for example `store-{store.id}`.'),
    as: z
      .enum(['text', 'number', 'money', 'boolean'])
      .optional()
      .describe('What the value is read as; `money` drops currency signs and group separators.'),
    decimal: z.enum(['.', ',']).optional().describe('The decimal mark of numbers in text.'),
    divideBy: z
      .number()
      .positive()
      .optional()
      .describe('For example 100 where the field is in cents.'),
    zeroIsMissing: z.boolean().optional().describe('Zero stands for “not known” in this field.'),
    values: z
      .record(z.string(), scalar)
      .optional()
      .describe('Translates values of the field; a value not listed is refused.'),
    default: scalar.optional().describe('Taken where the field has no value.'),
  })
  .refine(
    (value) =>
      [value.field, value.const, value.template].filter((one) => one !== undefined).length === 1,
    { message: 'give exactly one of `field`, `const` and `template`' },
  );
const expression = z.union([fieldPath, expressionObject]);

/** A name of ours: plain text is the name itself, an object reads it from the record. */
const name = z.union([z.string().min(1), expressionObject]);

const timeZone = z
  .string()
  .refine(timeZoneExists, { message: 'is not an IANA time zone such as Europe/Berlin' })
  .describe('IANA time zone of times that carry no offset.');

const time = z.union([
  fieldPath,
  z.strictObject({
    field: fieldPath,
    format: z
      .string()
      .min(1)
      .optional()
      .describe('`iso` (default), `epoch_s`, `epoch_ms`, `epoch_us`, or a pattern of luxon.'),
    timezone: timeZone.optional(),
  }),
]);

/** External ids of a user by their kind; the first that has a value names a new user. */
const ids = z
  .record(z.string().min(1), expression)
  .refine((value) => Object.keys(value).length > 0, { message: 'name at least one id' });
const fields = z.record(z.string().min(1), expression);

const eventPart = {
  modality: name.describe('A registered modality.'),
  type: name.describe("One of the modality's event types."),
  at: time.describe('When it happened.'),
  timezone: timeZone.optional(),
  user: ids.describe('Whose event it is: external ids by kind.'),
  value: expression.optional().describe('The quantity of the event, as its type says.'),
  attributes: fields.optional(),
};

const condition = z
  .strictObject({
    field: fieldPath,
    equals: scalar.optional(),
    in: z.array(scalar).min(1).optional(),
    notEquals: scalar.optional(),
    present: z.boolean().optional(),
  })
  .refine(
    (value) =>
      [value.equals, value.in, value.notEquals, value.present].filter((one) => one !== undefined)
        .length === 1,
    { message: 'give exactly one of `equals`, `in`, `notEquals` and `present`' },
  );

/** How one record of a stream becomes events, items, traits, relations or consents. */
export const mapping = z
  .strictObject({
    when: z
      .union([condition, z.array(condition).min(1)])
      .optional()
      .describe('Only records for which all of this holds are mapped.'),
    each: fieldPath
      .optional()
      .describe('A list in the record: one part for each element, whose fields are `each.name`.'),
    event: z
      .strictObject({
        ...eventPart,
        item: expression.optional().describe('The id of the item that it is about.'),
        other: ids.optional().describe('The other user of a relation.'),
      })
      .optional(),
    edge: z
      .strictObject({
        ...eventPart,
        modality: name.default('social'),
        other: ids.describe('The other end of the relation.'),
        symmetric: z
          .boolean()
          .default(true)
          .describe('Whether the relation holds both ways: an event for each end.'),
      })
      .optional(),
    item: z
      .strictObject({
        id: expression,
        title: expression.optional(),
        categories: z
          .union([
            fieldPath,
            z.strictObject({ field: fieldPath, separator: z.string().min(1).optional() }),
            z.array(expression),
          ])
          .optional()
          .describe('From the broadest to the narrowest: a list, or text with a separator.'),
        price: expression.optional(),
        latitude: expression.optional(),
        longitude: expression.optional(),
        attributes: fields.optional(),
      })
      .optional(),
    user: z.strictObject({ ids, traits: fields.optional() }).optional(),
    consent: z
      .strictObject({
        user: ids,
        purpose: name,
        granted: expression,
        at: time.optional(),
        timezone: timeZone.optional(),
      })
      .optional(),
  })
  .refine(
    (value) => Boolean(value.event ?? value.edge ?? value.item ?? value.user ?? value.consent),
    { message: 'give at least one of `event`, `edge`, `item`, `user` and `consent`' },
  );

/** The address of a typed mapping function: `./file.ts#exportName`. */
const functionReference = z
  .string()
  .regex(/^.+\.[cm]?[jt]s#[A-Za-z_$][\w$]*$/, 'name a function as ./file.ts#exportName');

/** What stands under `map:` of a stream in portrait.yaml. */
export const mappingDeclaration = z.union([functionReference, mapping, z.array(mapping).min(1)]);

export type Expression = z.infer<typeof expression>;
export type NameExpression = z.infer<typeof name>;
export type TimeExpression = z.infer<typeof time>;
export type Condition = z.infer<typeof condition>;
export type Mapping = z.infer<typeof mapping>;
export type MappingDeclaration = z.infer<typeof mappingDeclaration>;
