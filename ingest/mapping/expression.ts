import type { Scalar } from '../../fusion/index.ts';
import { RecordRejection } from '../validate/reasons.ts';
import type { Expression, NameExpression } from './declaration.ts';
import { type Scope, valueAt } from './field-path.ts';
import { parseNumber } from './number.ts';

type ExpressionObject = Exclude<Expression, string>;

const TRUE = new Set(['true', 't', 'yes', 'y', '1']);
const FALSE = new Set(['false', 'f', 'no', 'n', '0']);

/** How an expression is called in a message: by its field, never by its value. */
export function nameOf(expression: Expression): string {
  if (typeof expression === 'string') return `field \`${expression}\``;
  if (expression.field !== undefined) return `field \`${expression.field}\``;
  return expression.template === undefined ? 'the constant' : `template \`${expression.template}\``;
}

/**
 * The value of an expression; null where the record has none (absent, null or empty text).
 * @throws {RecordRejection} where there is a value that does not fit
 */
export function evaluate(expression: Expression, scope: Scope): Scalar {
  const full: ExpressionObject =
    typeof expression === 'string' ? { field: expression } : expression;
  if (full.const !== undefined) return full.const;
  const what = nameOf(full);
  const found =
    full.template === undefined
      ? asScalar(valueAt(scope, full.field!), what)
      : fillTemplate(full.template, scope);
  const value = found === null ? null : read(translate(found, full, what), full, what);
  const known = full.zeroIsMissing && (value === 0 || value === '0') ? null : value;
  return known ?? full.default ?? null;
}

/** A name of ours: plain text stands for itself. @throws {RecordRejection} where it has no value */
export function evaluateName(expression: NameExpression, scope: Scope): string {
  if (typeof expression === 'string') return expression;
  const value = evaluate(expression, scope);
  if (value === null) {
    throw new RecordRejection('field_missing', `${capital(nameOf(expression))} has no value.`);
  }
  return String(value);
}

/** A number whatever the declaration reads the field as; null where missing. */
export function evaluateNumber(expression: Expression, scope: Scope): number | null {
  const value = evaluate(expression, scope);
  return value === null ? null : parseNumber(value, nameOf(expression), { as: 'number' });
}

/** @throws {RecordRejection} where the value is neither true nor false */
export function evaluateBoolean(expression: Expression, scope: Scope): boolean | null {
  const value = evaluate(expression, scope);
  return value === null ? null : parseBoolean(value, nameOf(expression));
}

/** @throws {RecordRejection} `not_scalar` for lists and objects */
export function asScalar(value: unknown, what: string): Scalar {
  if (value === undefined || value === null) return null;
  if (typeof value === 'string') return value.trim() === '' ? null : value;
  if (typeof value === 'number') {
    // Numbers of a record may be NaN in formats such as Parquet; this is no value that can be kept.
    return parseNumber(value, what, { as: 'number' });
  }
  if (typeof value === 'boolean') return value;
  if (typeof value === 'bigint') return value.toString();
  if (value instanceof Date) return value.toISOString();
  throw new RecordRejection('not_scalar', `${capital(what)} holds a list or an object.`);
}

function translate(value: NonNullable<Scalar>, full: ExpressionObject, what: string): Scalar {
  if (full.values === undefined) return value;
  const key = String(value);
  if (Object.hasOwn(full.values, key)) return full.values[key]!;
  throw new RecordRejection('name_unmapped', `${capital(what)} is not listed under \`values\`.`);
}

function read(value: Scalar, full: ExpressionObject, what: string): Scalar {
  if (value === null) return null;
  if (full.as === 'boolean') return parseBoolean(value, what);
  if (full.as === 'text') return String(value);
  if (full.as === undefined && full.decimal === undefined && full.divideBy === undefined) {
    return value;
  }
  const number = parseNumber(value, what, { as: full.as ?? 'number', decimal: full.decimal });
  return full.divideBy === undefined ? number : number / full.divideBy;
}

function parseBoolean(value: NonNullable<Scalar>, what: string): boolean {
  const text = String(value).trim().toLowerCase();
  if (TRUE.has(text)) return true;
  if (FALSE.has(text)) return false;
  throw new RecordRejection(
    'boolean_unparseable',
    `${capital(what)} holds neither true nor false.`,
  );
}

/** Null as soon as one of the fields has no value: half a key would join what does not belong together. */
function fillTemplate(template: string, scope: Scope): string | null {
  let missing = false;
  const text = template.replaceAll(/\{([^{}]+)\}/g, (_, path: string) => {
    const value = asScalar(valueAt(scope, path.trim()), `field \`${path.trim()}\``);
    if (value === null) missing = true;
    return String(value);
  });
  return missing ? null : text;
}

function capital(text: string): string {
  return text[0]!.toUpperCase() + text.slice(1);
}
