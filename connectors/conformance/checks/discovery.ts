import type { StreamField } from '../../contract/connector.ts';
import type { Json } from '../../contract/json.ts';
import { expect } from '../failure.ts';
import type { Check } from './check.ts';

function fits(value: Json | undefined, { type, nullable }: StreamField): boolean {
  if (value === null || value === undefined) return nullable;
  if (type === 'unknown') return true;
  if (type === 'array') return Array.isArray(value);
  if (type === 'integer') return Number.isInteger(value);
  if (type === 'object') return typeof value === 'object' && !Array.isArray(value);
  return typeof value === type;
}

const twice = (names: readonly string[]) =>
  names.find((name, index) => names.indexOf(name) !== index);

export const discoveryChecks = {
  'discovery-complete': {
    promise: 'Streams and fields have names of their own; key and cursor are among the fields.',
    async run(subject) {
      const streams = await subject.streams();
      const names = streams.map(({ name }) => name);
      expect(twice(names) === undefined, `two streams are called "${twice(names)}"`);
      for (const { name, fields, primaryKey, cursor } of streams) {
        const known = fields.map((field) => field.name);
        expect(twice(known) === undefined, `${name}: two fields are called "${twice(known)}"`);
        // An empty stream that is described from a sample has nothing to show.
        if (known.length === 0 && name === subject.options.emptyStream) continue;
        expect(known.length > 0, `${name}: has no fields`);
        for (const field of [...primaryKey, ...(cursor === null ? [] : [cursor])]) {
          expect(known.includes(field), `${name}: "${field}" is not among the fields`);
        }
      }
    },
  },
  'discovery-repeatable': {
    promise: 'The same source is described the same way twice.',
    async run(subject) {
      const [first, second] = [await subject.discover(), await subject.discover()];
      expect(JSON.stringify(first) === JSON.stringify(second), 'two descriptions differ');
    },
  },
  'discovery-matches-records': {
    promise: 'Records have the fields and types that were described, and no others.',
    async run(subject) {
      for (const { name, fields } of await subject.streams()) {
        const known = new Map(fields.map((field) => [field.name, field]));
        for (const message of await subject.whole(name)) {
          if (message.type !== 'record') continue;
          const stray = Object.keys(message.data).find((field) => !known.has(field));
          expect(stray === undefined, `${name}: field "${stray}" was not described`);
          const wrong = fields.find((field) => !fits(message.data[field.name], field));
          const expected = `${wrong?.type}${wrong?.nullable ? ' or null' : ''}`;
          const found = wrong && message.data[wrong.name];
          const seen = found === null ? 'null' : Array.isArray(found) ? 'array' : typeof found;
          expect(
            wrong === undefined,
            `${name}: field "${wrong?.name}" is ${seen}, described as ${expected}`,
          );
        }
      }
    },
  },
} satisfies Record<string, Check>;
