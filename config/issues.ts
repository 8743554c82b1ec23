import type { z } from 'zod';
import { nearestName } from '../connectors/index.ts';
import type { PositionedDocument } from './document.ts';
import { type ConfigurationProblem, pathText } from './problem.ts';
import { knownKeys } from './schema-walk.ts';

type Issue = z.core.$ZodIssue;
type Path = readonly PropertyKey[];

const WORDS: Readonly<Record<string, string>> = {
  string: 'text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'a map of settings',
  record: 'a map',
  null: 'nothing (null)',
};

const word = (type: string): string => WORDS[type] ?? type;

function typeOf(value: unknown): string {
  if (value === null) return 'null';
  return Array.isArray(value) ? 'array' : typeof value;
}

/** The value at a path; undefined where there is none. */
export function valueAtPath(values: unknown, path: Path): unknown {
  let value = values;
  for (const key of path) {
    if (value === null || typeof value !== 'object') return undefined;
    value = (value as Record<PropertyKey, unknown>)[key];
  }
  return value;
}

/**
 * Zod's issues with unions replaced by what is wrong in the form that was most likely meant. Where a
 * key is misspelt, a rule over the keys of the same map would only say the same once more.
 */
export function plainIssues(issues: readonly Issue[]): Issue[] {
  const plain = withoutUnions(issues, []);
  const misspelt = new Set(
    plain.filter(({ code }) => code === 'unrecognized_keys').map(({ path }) => pathText(path)),
  );
  return plain.filter(({ code, path }) => code !== 'custom' || !misspelt.has(pathText(path)));
}

function withoutUnions(issues: readonly Issue[], base: Path): Issue[] {
  return issues.flatMap((issue): Issue[] => {
    const path = [...base, ...issue.path];
    if (issue.code !== 'invalid_union' || issue.errors.length === 0) return [{ ...issue, path }];
    const inner = issue.errors.filter((branch) =>
      branch.every((one) => one.path.length > 0 || !isWrongType(one)),
    );
    const best = inner.sort((left, right) => left.length - right.length)[0];
    if (best !== undefined) return withoutUnions(best, path);
    const expected = issue.errors.flat().flatMap((one) => {
      if (one.code === 'invalid_value') return one.values.map((value) => JSON.stringify(value));
      return 'expected' in one ? [word(String(one.expected))] : [];
    });
    const words = [...new Set(expected)];
    return [{ ...issue, path, message: `must be ${words.join(' or ')}` }];
  });
}

const isWrongType = (issue: Issue): boolean =>
  issue.code === 'invalid_type' || issue.code === 'invalid_value';

/** What a person reads of an issue, at its place in the file. */
export function problemsOf(
  issue: Issue,
  schema: z.core.$ZodType,
  document: PositionedDocument,
  values: unknown,
  base: Path = [],
): ConfigurationProblem[] {
  const path = [...base, ...issue.path];
  const value = valueAtPath(values, path);
  switch (issue.code) {
    case 'unrecognized_keys': {
      const known = knownKeys(schema, issue.path);
      return issue.keys.map((key) =>
        document.keyProblem(path, key, `is not a setting here; ${suggest(key, known)}`),
      );
    }
    case 'invalid_type': {
      const expected = word(issue.expected);
      const message =
        value === undefined
          ? `is missing; it must be ${expected}`
          : `must be ${expected}, not ${word(typeOf(value))}`;
      return [document.problem(path, message)];
    }
    case 'invalid_value': {
      const names = issue.values.map(String);
      if (value === undefined) {
        return [document.problem(path, `is missing; it must be one of ${names.join(', ')}`)];
      }
      const shown = document.isFilled(path) ? 'its value' : JSON.stringify(value);
      const mend = suggest(String(value), names);
      return [document.problem(path, `${shown} is not one of ${names.join(', ')}; ${mend}`)];
    }
    default:
      return [document.problem(path, issue.message)];
  }
}

/** A suggestion made of known words only. */
export function suggest(given: string, known: readonly string[]): string {
  const nearest = nearestName(given, known);
  if (nearest !== null) return `did you mean "${nearest}"?`;
  return known.length === 0 ? 'nothing may stand here' : `there are: ${known.join(', ')}`;
}
