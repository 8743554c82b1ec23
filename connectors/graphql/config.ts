import { z } from 'zod';
import { httpSettings } from '../kit/http/settings.ts';
import { secret } from '../kit/secret.ts';
import { queryProblem } from './document.ts';

const path = z
  .string()
  .regex(/^[_A-Za-z]\w*(\.[_A-Za-z]\w*)*$/, 'must be names of fields with dots between them');
const variable = z.string().regex(/^[_A-Za-z]\w*$/, 'must be the name of a variable, without $');

const stream = z
  .strictObject({
    name: z.string().min(1).describe('What the stream is called.'),
    query: z
      .string()
      .min(1)
      .describe('The GraphQL query: one operation, with pageInfo { hasNextPage endCursor }.'),
    connection: path.describe(
      'Where in the answer the Relay connection (or a plain list) stands: fields with dots.',
    ),
    nodes: path
      .optional()
      .describe('Where in the connection the records stand: nodes or edges.node, else looked for.'),
    variables: z
      .record(z.string(), z.json())
      .default({})
      .describe('Values of the query’s variables, such as how many rows a page has.'),
    cursorVariable: variable
      .default('after')
      .describe('The variable that takes the cursor of the page before.'),
    key: z
      .union([path, z.array(path).min(1)])
      .describe('The field or fields that identify a record; fields of fields with dots.'),
    updatedAt: path
      .optional()
      .describe('The field that grows with every change: it orders the versions of a record.'),
    since: variable
      .optional()
      .describe(
        'The variable that takes the greatest updatedAt of the last sync; without it each sync reads everything.',
      ),
    start: z
      .json()
      .default(null)
      .describe('The value of the since variable at the first sync; null asks for everything.'),
    lookBack: z
      .number()
      .nonnegative()
      .default(60)
      .describe(
        'How far before the last updatedAt a sync begins, for changes that show late: seconds for times, the unit of the number for numbers.',
      ),
    deleted: path
      .optional()
      .describe('A field that is set on what no longer exists (true, or the time of deletion).'),
  })
  .superRefine((value, context) => {
    const problem = queryProblem(value);
    if (problem !== null) context.addIssue({ code: 'custom', ...problem });
  });

export const graphqlConfig = z.strictObject({
  url: z
    .url({ protocol: /^https?$/, error: 'must be an address that begins with http:// or https://' })
    .refine((url) => !/^https?:\/\/[^/]*@/.test(url), 'must not hold a password; use headers')
    .describe('Where the API takes queries.'),
  headers: z
    .record(z.string(), secret('The value of a header, such as Bearer and a token.'))
    .default({})
    .describe('Headers of every request, such as authorization; from the environment.'),
  timeoutSeconds: z.number().positive().default(60).describe('How long one page may take.'),
  maxBodyMegabytes: httpSettings.maxBodyMegabytes,
  streams: z.array(stream).min(1).describe('What is read.'),
});

export type GraphqlConfig = z.infer<typeof graphqlConfig>;
export type GraphqlStream = z.infer<typeof stream>;

/** The fields of a record's key. */
export function keyPaths({ key }: GraphqlStream): readonly string[] {
  return typeof key === 'string' ? [key] : key;
}
