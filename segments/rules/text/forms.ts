import type { Cursor } from './cursor.ts';
import { isPlainName } from './tokens.ts';

/** How one value of a rule is written: read out of the text, and printed so that it reads alike. */
export interface Form {
  read(cursor: Cursor): unknown;
  print(value: unknown): string;
}

/** `purchase`, or `"a name of any letters"`. */
export const name: Form = {
  read: (cursor) => cursor.expectKind('a name', 'word', 'text').text,
  print(value) {
    const given = String(value);
    return isPlainName(given) ? given : JSON.stringify(given);
  },
};

/** `"text"`, `3.5`, `true`, `false`, `null`. */
export const scalar: Form = {
  read(cursor) {
    const word = cursor.acceptOneOf(['true', 'false', 'null']);
    if (word !== null) return JSON.parse(word) as boolean | null;
    const token = cursor.expectKind('a text in quotes, a number', 'text', 'number');
    return token.kind === 'number' ? Number(token.text) : token.text;
  },
  print: (value) => JSON.stringify(value),
};

export const number: Form = {
  read: (cursor) => Number(cursor.expectKind('a number', 'number').text),
  print: (value) => JSON.stringify(value),
};

/** `200m` */
export const metres: Form = {
  read(cursor) {
    const value = Number(cursor.expectKind('a number of metres', 'number').text);
    cursor.expect('m');
    return value;
  },
  print: (value) => `${JSON.stringify(value)}m`,
};

/** `12h`, `30d`, `4w` */
export const duration: Form = {
  read(cursor) {
    const { text } = cursor.expectKind('a duration such as 30d', 'number');
    return `${text}${cursor.acceptOneOf(['h', 'd', 'w']) ?? cursor.fail()}`;
  },
  print: String,
};

/** `22:30` */
export const clockTime: Form = {
  read: (cursor) => cursor.expectKind('a time of day such as 22:30', 'clock').text,
  print: String,
};

/** `(52.5, 13.4)`: latitude and longitude in degrees. */
export const point: Form = {
  read(cursor) {
    cursor.expect('(');
    const latitude = number.read(cursor);
    cursor.expect(',');
    const longitude = number.read(cursor);
    cursor.expect(')');
    return { latitude, longitude };
  },
  print(value) {
    const { latitude, longitude } = value as { latitude: number; longitude: number };
    return `(${number.print(latitude)}, ${number.print(longitude)})`;
  },
};

export function oneOf(words: readonly string[]): Form {
  return { read: (cursor) => cursor.acceptOneOf(words) ?? cursor.fail(), print: String };
}

/** `(a, b)` */
export function listOf(form: Form): Form {
  return {
    read(cursor) {
      const values: unknown[] = [];
      cursor.expect('(');
      do values.push(form.read(cursor));
      while (cursor.accept(','));
      cursor.expect(')');
      return values;
    },
    print: (values) => `(${(values as unknown[]).map(form.print).join(', ')})`,
  };
}
