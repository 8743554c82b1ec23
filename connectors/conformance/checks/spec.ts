import { z } from 'zod';
import { expect } from '../failure.ts';
import type { Check } from './check.ts';

/** A configuration schema as JSON Schema; only what is looked at here. */
interface SchemaNode {
  readonly description?: string;
  readonly secret?: boolean;
  readonly properties?: Readonly<Record<string, SchemaNode>>;
  readonly items?: SchemaNode;
  readonly anyOf?: readonly SchemaNode[];
  readonly oneOf?: readonly SchemaNode[];
  readonly additionalProperties?: SchemaNode | boolean;
}

const SOUNDS_SECRET =
  /(password|passphrase|secret|token|api[-_]?key|credentials?|private[-_]?key)$/i;

/** Every setting with its path, in every form that the configuration may take. */
function settings(node: SchemaNode, path = ''): { path: string; node: SchemaNode }[] {
  const own = Object.entries(node.properties ?? {}).map(([name, inner]) => ({
    path: path === '' ? name : `${path}.${name}`,
    node: inner,
  }));
  const { additionalProperties: more, items, anyOf = [], oneOf = [] } = node;
  const others = [items, typeof more === 'object' ? more : undefined, ...anyOf, ...oneOf];
  return [
    ...own.flatMap((one) => [one, ...settings(one.node, one.path)]),
    ...others.flatMap((inner) => (inner === undefined ? [] : settings(inner, path))),
  ];
}

const settingsOf = (schema: z.ZodType) =>
  settings(z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }) as SchemaNode);

/** Every object within a configuration, with how to reach it in a copy. */
function objectsIn(value: unknown, path: readonly string[] = []): string[][] {
  if (typeof value !== 'object' || value === null) return [];
  const inner = Object.entries(value).flatMap(([name, one]) => objectsIn(one, [...path, name]));
  return Array.isArray(value) ? inner : [[...path], ...inner];
}

const at = (value: unknown, path: readonly string[]): Record<string, unknown> =>
  path.reduce((inner, name) => (inner as Record<string, unknown>)[name], value) as Record<
    string,
    unknown
  >;

function deepFrozen<Value>(value: Value): Value {
  if (typeof value === 'object' && value !== null) {
    for (const inner of Object.values(value)) deepFrozen(inner);
    Object.freeze(value);
  }
  return value;
}

export const specChecks = {
  'spec-named': {
    promise: 'The spec has a name in kebab case, a title and a description.',
    async run({ connector: { spec } }) {
      expect(/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(spec.name), `"${spec.name}" is not kebab case`);
      expect(spec.title.trim() !== '', 'the title is empty');
      expect(/^\p{Lu}.*\.$/su.test(spec.description.trim()), 'the description is no sentence');
    },
  },
  'spec-described': {
    promise: 'Every setting says what it is.',
    async run({ connector: { spec } }) {
      const bare = settingsOf(spec.config).find(({ node }) => (node.description ?? '') === '');
      expect(bare === undefined, `setting "${bare?.path}" has no \`.describe()\``);
    },
  },
  'spec-secrets-marked': {
    promise: 'Settings that are secrets are declared with `secret()`.',
    async run({ connector: { spec } }) {
      const open = settingsOf(spec.config).find(
        ({ path, node }) => SOUNDS_SECRET.test(path) && node.secret !== true,
      );
      expect(open === undefined, `setting "${open?.path}" is not marked as a secret`);
    },
  },
  'config-strict': {
    promise: 'A setting with a typing error is refused, so that the nearest one can be named.',
    async run({ connector: { spec }, given }) {
      for (const path of objectsIn(given)) {
        const copy = structuredClone(given);
        const [name = 'settings'] = Object.keys(at(copy, path));
        const typo = `${name}x`;
        at(copy, path)[typo] = 'x';
        const parsed = spec.config.safeParse(copy);
        // A map of free names takes any key, and keeps it.
        const isKept = parsed.success && path.length > 0 && typo in at(parsed.data, path);
        const place = [...path, typo].join('.');
        expect(!parsed.success || isKept, `"${place}" is taken without a word; use strictObject`);
      }
    },
  },
  'config-untouched': {
    promise: 'The configuration is read and never written to.',
    async run(subject) {
      const config = deepFrozen(subject.config());
      await subject.check(config);
      const [{ name }] = await subject.streams();
      await subject.discover(config);
      await subject.read(name, { config });
    },
  },
} satisfies Record<string, Check>;
