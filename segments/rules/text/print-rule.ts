import type { Rule } from '../rule.ts';
import { entryOf, isCondition } from '../walk.ts';
import { type Fields, printAll } from './clauses.ts';
import { conditionTexts } from './condition-texts.ts';

const LONGEST_LINE = 88;
const TEXTS = conditionTexts({
  read: (cursor) => cursor.fail(),
  print: (rule) => `(${flat(rule as Rule)})`,
});

/** A rule as text that reads as the same rule; long ones have a line for each part. */
export function printRule(rule: Rule): string {
  return print(rule, '');
}

function print(rule: Rule, indent: string): string {
  const line = flat(rule);
  if (indent.length + line.length <= LONGEST_LINE || isCondition(rule)) return line;
  if ('not' in rule) return `not ${nested(rule.not, indent)}`;
  const { word, parts } = combination(rule);
  if (parts.length === 1) return line;
  return parts.map((part) => nested(part, indent)).join(`\n${indent}${word} `);
}

function nested(rule: Rule, indent: string): string {
  if (!needsParentheses(rule)) return print(rule, indent);
  const line = `(${flat(rule)})`;
  if (indent.length + line.length <= LONGEST_LINE) return line;
  const inside = `${indent}  `;
  return `(\n${inside}${print(rule, inside)}\n${indent})`;
}

function flat(rule: Rule): string {
  if (isCondition(rule)) {
    const [name, parameters] = entryOf(rule);
    const { head, rest } = TEXTS[name];
    return `${name} ${printAll([...head, ...rest], parameters as unknown as Fields)}`;
  }
  if ('not' in rule) return `not ${flatPart(rule.not)}`;
  const { key, word, parts } = combination(rule);
  if (parts.length === 1) return `${key}(${flat(parts[0])})`;
  return parts.map(flatPart).join(` ${word} `);
}

function flatPart(rule: Rule): string {
  return needsParentheses(rule) ? `(${flat(rule)})` : flat(rule);
}

/** A list of one is written as `all(…)`, which needs none. */
function needsParentheses(rule: Rule): boolean {
  return !isCondition(rule) && !('not' in rule) && combination(rule).parts.length > 1;
}

function combination(rule: { readonly all: readonly Rule[] } | { readonly any: readonly Rule[] }) {
  return 'all' in rule
    ? { key: 'all', word: 'and', parts: rule.all }
    : { key: 'any', word: 'or', parts: rule.any };
}
