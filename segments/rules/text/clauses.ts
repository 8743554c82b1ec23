import type { Cursor } from './cursor.ts';
import { duration, type Form, listOf, name, number, oneOf, scalar } from './forms.ts';

/** The parameters of a condition, by key. */
export type Fields = Readonly<Record<string, unknown>>;

/** A part of a condition's text that stands for some of its parameters. */
export interface Clause {
  /** Null, and nothing read, where the text goes on with something else. */
  read(cursor: Cursor): Fields | null;
  /** Null where the parameters are not given. */
  print(fields: Fields): string | null;
}

/** The given words, then the value of a parameter. Without words it has to be there. */
export function given(key: string, form: Form, ...words: readonly string[]): Clause {
  return {
    read: (cursor) => (cursor.accept(...words) ? { [key]: form.read(cursor) } : null),
    print: (fields) =>
      fields[key] === undefined ? null : [...words, form.print(fields[key])].join(' '),
  };
}

/** `>= 3`, `<= 5`, `between 3 and 5`, `exactly 3`. */
export const limits: Clause = {
  read(cursor) {
    if (cursor.accept('>=')) return { atLeast: number.read(cursor) };
    if (cursor.accept('<=')) return { atMost: number.read(cursor) };
    if (cursor.accept('exactly')) {
      const value = number.read(cursor);
      return { atLeast: value, atMost: value };
    }
    if (!cursor.accept('between')) return null;
    const atLeast = number.read(cursor);
    cursor.expect('and');
    return { atLeast, atMost: number.read(cursor) };
  },
  print({ atLeast, atMost }) {
    if (atLeast === undefined) return atMost === undefined ? null : `<= ${number.print(atMost)}`;
    if (atMost === undefined) return `>= ${number.print(atLeast)}`;
    if (atLeast === atMost) return `exactly ${number.print(atLeast)}`;
    return `between ${number.print(atLeast)} and ${number.print(atMost)}`;
  },
};

export const within = given('within', duration, 'within');
export const whenMissing = given('whenMissing', oneOf(['zero', 'unknown']), 'missing');

/** `= "a"` or `in ("a", "b")` under one key. */
function oneOrMore(key: string): Clause {
  return {
    read(cursor) {
      if (!cursor.accept(key)) return null;
      if (cursor.accept('=')) return { [key]: name.read(cursor) };
      cursor.expect('in');
      return { [key]: listOf(name).read(cursor) };
    },
    print({ [key]: value }) {
      if (value === undefined) return null;
      if (Array.isArray(value))
        return `${key} in (${value.map((one) => JSON.stringify(one)).join(', ')})`;
      return `${key} = ${JSON.stringify(value)}`;
    },
  };
}

/** `attributes(colour = "red", size = 3)` */
const attributes: Clause = {
  read(cursor) {
    if (!cursor.accept('attributes')) return null;
    cursor.expect('(');
    const entries: [string, unknown][] = [];
    while (!cursor.accept(')')) {
      if (entries.length > 0) cursor.expect(',');
      const key = String(name.read(cursor));
      cursor.expect('=');
      entries.push([key, scalar.read(cursor)]);
    }
    return { attributes: Object.fromEntries(entries) };
  },
  print({ attributes: given }) {
    if (given === undefined) return null;
    const parts = Object.entries(given as object).map(
      ([key, value]) => `${name.print(key)} = ${scalar.print(value)}`,
    );
    return `attributes(${parts.join(', ')})`;
  },
};

const value: Clause = {
  read: (cursor) =>
    cursor.accept('value') ? { value: limits.read(cursor) ?? cursor.fail() } : null,
  print({ value }) {
    return value === undefined ? null : `value ${limits.print(value as Fields)}`;
  },
};

const FILTERS = [oneOrMore('item'), oneOrMore('category'), attributes, value];

/** `transactions.purchase[category = "garden", value >= 10]` after the given words. */
export function events(...words: readonly string[]): Clause {
  return {
    read(cursor) {
      for (const word of words) cursor.expect(word);
      const modality = name.read(cursor);
      const type = cursor.accept('.') ? { type: name.read(cursor) } : {};
      if (!cursor.accept('[')) return { modality, ...type };
      const where: Record<string, unknown> = {};
      while (!cursor.accept(']')) {
        if (Object.keys(where).length > 0) cursor.expect(',');
        Object.assign(where, readOnce(cursor, FILTERS, where) ?? cursor.fail());
      }
      return { modality, ...type, where };
    },
    print(fields) {
      const type = fields.type === undefined ? '' : `.${name.print(fields.type)}`;
      const query = `${name.print(fields.modality)}${type}`;
      const filter =
        fields.where === undefined ? '' : `[${printAll(FILTERS, fields.where as Fields, ', ')}]`;
      return [...words, `${query}${filter}`].join(' ');
    },
  };
}

/** Events as one parameter, after the given words. */
export function eventsAt(key: string, ...words: readonly string[]): Clause {
  const clause = events();
  return {
    read: (cursor) => (cursor.accept(...words) ? { [key]: clause.read(cursor) } : null),
    print: ({ [key]: query }) =>
      query === undefined ? null : [...words, clause.print(query as Fields)].join(' '),
  };
}

/** Reads the one of the clauses that comes next, unless what it stands for was given before. */
export function readOnce(
  cursor: Cursor,
  clauses: readonly Clause[],
  before: Fields,
): Fields | null {
  for (const clause of clauses) {
    if (clause.print(before) !== null) continue;
    const found = clause.read(cursor);
    if (found !== null) return found;
  }
  return null;
}

/** The clauses that have something to say, one after the other. */
export function printAll(clauses: readonly Clause[], fields: Fields, separator = ' '): string {
  return clauses.flatMap((clause) => clause.print(fields) ?? []).join(separator);
}
