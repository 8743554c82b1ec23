import { z } from 'zod';
import type { MappedPart } from '../mapping/mapped-record.ts';
import { RecordRejection } from './reasons.ts';

const externalId = z.object({ kind: z.string(), value: z.string() });
// NaN and the infinite are let through here: the checks that follow name them for what they are.
const number = z.custom<number>((value) => typeof value === 'number', 'expected a number');
const scalars = z.record(z.string(), z.union([z.string(), number, z.boolean(), z.null()]));
const time = z.union([number, z.string()]);

const mappedPart = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('event'),
    modality: z.string(),
    type: z.string(),
    at: time,
    user: z.array(externalId),
    other: z.array(externalId).nullish(),
    itemId: z.string().nullish(),
    value: number.nullish(),
    attributes: scalars.optional(),
    part: z.number().int().min(0).max(2_147_483_647).optional(),
  }),
  z.object({
    kind: z.literal('item'),
    id: z.string(),
    title: z.string().nullish(),
    categories: z.array(z.string()).optional(),
    price: number.nullish(),
    latitude: number.nullish(),
    longitude: number.nullish(),
    attributes: scalars.optional(),
    incidental: z.boolean().optional(),
  }),
  z.object({
    kind: z.literal('user'),
    user: z.array(externalId),
    traits: scalars.optional(),
    explicit: z.boolean().optional(),
  }),
  z.object({
    kind: z.literal('consent'),
    user: z.array(externalId),
    purpose: z.string(),
    granted: z.boolean(),
    at: time.optional(),
  }),
]);

/**
 * What a mapping function returned, if it is a list of parts. Functions come from files that nobody
 * has type-checked against this version.
 * @throws {RecordRejection} `mapping_output`, saying which part and field
 */
export function mappedParts(output: unknown): readonly MappedPart[] {
  if (!Array.isArray(output)) {
    throw new RecordRejection('mapping_output', 'The mapping function returned no list of parts.');
  }
  return output.map((part: unknown, index) => {
    const parsed = mappedPart.safeParse(part);
    if (parsed.success) return parsed.data as MappedPart;
    const issue = parsed.error.issues[0]!;
    const where = [index, ...issue.path].join('.');
    throw new RecordRejection(
      'mapping_output',
      `The mapping function's part ${where}: ${issue.message}`,
    );
  });
}
