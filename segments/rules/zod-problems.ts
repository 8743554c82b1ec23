import { z } from 'zod';
import { nearestName } from '../nearest-name.ts';
import type { RuleProblem } from './rule-error.ts';

/** What a schema found, as problems of a rule with paths and the nearest valid names. */
export function issueProblems(error: z.ZodError, schema: z.ZodType, path: string): RuleProblem[] {
  return error.issues.flatMap((issue) => {
    const at = pathOf(path, issue.path);
    if (issue.code === 'unrecognized_keys') {
      const known = keysOf(schema, issue.path);
      return issue.keys.map((key) => ({
        path: at,
        message: `has a key that it does not know; it knows ${known.join(', ')}`,
        suggestion: nearestName(key, known),
      }));
    }
    if (issue.code === 'invalid_value') {
      const values = issue.values.map(String);
      return [{ path: at, message: `must be one of ${values.join(', ')}`, suggestion: null }];
    }
    return [{ path: at, message: lower(issue.message), suggestion: null }];
  });
}

function pathOf(path: string, steps: readonly PropertyKey[]): string {
  return steps.reduce<string>(
    (joined, step) =>
      typeof step === 'number' ? `${joined}[${step}]` : `${joined}.${String(step)}`,
    path,
  );
}

/** The keys of the object schema at a path within a schema. */
function keysOf(schema: z.ZodType, steps: readonly PropertyKey[]): string[] {
  const inner = schema instanceof z.ZodOptional ? (schema.unwrap() as z.ZodType) : schema;
  if (!(inner instanceof z.ZodObject)) return [];
  const [step, ...rest] = steps;
  if (step === undefined) return Object.keys(inner.shape);
  const next: unknown = inner.shape[String(step)];
  return next instanceof z.ZodType ? keysOf(next, rest) : [];
}

function lower(message: string): string {
  return message.charAt(0).toLowerCase() + message.slice(1);
}
