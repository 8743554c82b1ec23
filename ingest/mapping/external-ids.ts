import { RecordRejection } from '../validate/reasons.ts';
import { checkKey } from '../validate/text.ts';
import type { Expression } from './declaration.ts';
import { evaluate, nameOf } from './expression.ts';
import type { Scope } from './field-path.ts';
import type { ExternalId } from './mapped-record.ts';

/**
 * Texts that systems write where they know nobody. Taken as an id, one of them would merge thousands
 * of people into one user.
 */
const NOBODY = /^(null|undefined|nan|none|nil|n\/a|anonymous|unknown|-1|-+|0[0-]+)$/i;

export function isNobody(value: string): boolean {
  return NOBODY.test(value);
}

/** The ids of one user that have a value, in the order of the declaration. */
export function externalIds(
  declared: Readonly<Record<string, Expression>>,
  scope: Scope,
  whose: string,
): ExternalId[] {
  const found: ExternalId[] = [];
  for (const [kind, expression] of Object.entries(declared)) {
    const value = evaluate(expression, scope);
    const text = value === null ? '' : String(value).trim();
    if (text !== '' && !isNobody(text)) found.push({ kind, value: text });
  }
  if (found.length === 0) {
    const fields = Object.values(declared).map(nameOf).join(', ');
    throw new RecordRejection('user_missing', `No id of the ${whose}: ${fields} has no value.`);
  }
  return found;
}

/** @throws {RecordRejection} where there is no id, or one that cannot be kept */
export function checkExternalIds(ids: readonly ExternalId[], whose: string): void {
  if (ids.length === 0) throw new RecordRejection('user_missing', `The ${whose} has no id.`);
  for (const { kind, value } of ids) {
    checkKey(kind, `The kind of an id of the ${whose}`);
    checkKey(value, `The ${whose}'s \`${kind}\` id`);
  }
}
