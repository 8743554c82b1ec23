import fc from 'fast-check';
import type { ConditionName } from '../../../../segments/index.ts';
import { WEEKDAYS } from '../../../../segments/rules/rule.ts';

/*
 * Rules of every kind with every parameter, valid in form; their names are of any letters. Through
 * JSON, as rules come from outside.
 */

const name = fc.oneof(
  fc.constantFrom('browsing', 'price', 'within', 'of', 'not', '30d', 'a-b', '购买', '', '"', '\\'),
  fc.string({ unit: 'binary', maxLength: 8 }),
);
const text = name.map((value) => value || 'x');
const number = fc.oneof(
  fc.integer({ min: -5, max: 20 }),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
);
const scalar = fc.oneof(name, number, fc.boolean(), fc.constant(null));
const oneOrMore = fc.oneof(text, fc.array(text, { minLength: 1, maxLength: 3 }));
const limits = fc.oneof(
  number.map((atLeast) => ({ atLeast })),
  number.map((atMost) => ({ atMost })),
  fc.tuple(number, number).map(([a, b]) => ({ atLeast: Math.min(a, b), atMost: Math.max(a, b) })),
  number.map((value) => ({ atLeast: value, atMost: value })),
);
const duration = fc.constantFrom('12h', '30d', '4w', '1h');
const missing = { whenMissing: fc.constantFrom('zero', 'unknown') };
const optional = <Shape extends object>(
  shape: { [Key in keyof Shape]: fc.Arbitrary<Shape[Key]> },
) => fc.record(shape, { requiredKeys: [] });
const where = optional({
  item: oneOrMore,
  category: oneOrMore,
  attributes: fc.dictionary(text, scalar, { maxKeys: 2 }),
  value: limits,
});
const query = fc.record({ modality: text, type: text, where }, { requiredKeys: ['modality'] });
const point = fc.record({
  latitude: fc.double({ min: -90, max: 90, noNaN: true }),
  longitude: fc.double({ min: -180, max: 180, noNaN: true }),
});
const radius = fc.double({ min: 0.001, max: 20_000_000, noNaN: true });
const window = optional({ within: duration, ...missing });

const merged = (...parts: readonly fc.Arbitrary<object>[]) =>
  fc.tuple(...parts).map((values): object => Object.assign({}, ...values));

const parameters: { readonly [Name in ConditionName]: fc.Arbitrary<object> } = {
  trait: merged(
    fc.record({ name: text }),
    fc.oneof(
      scalar.map((equals) => ({ equals })),
      fc.array(scalar, { minLength: 1, maxLength: 3 }).map((values) => ({ in: values })),
      fc.boolean().map((exists) => ({ exists })),
      limits,
    ),
  ),
  count: merged(query, window, limits),
  sum: merged(query, window, limits, optional({ attribute: text })),
  distinct: merged(
    query,
    window,
    limits,
    fc.oneof(
      fc.constantFrom('item', 'category', 'day', 'otherUser').map((of) => ({ of })),
      text.map((attribute) => ({ of: 'attribute', attribute })),
    ),
  ),
  recency: merged(
    query,
    optional(missing),
    fc.oneof(
      duration.map((within) => ({ within })),
      duration.map((notWithin) => ({ notWithin })),
    ),
  ),
  sequence: merged(
    fc.record({ first: query, gap: duration }),
    fc.oneof(
      query.map((followedBy) => ({ followedBy })),
      query.map((notFollowedBy) => ({ notFollowedBy })),
    ),
    optional({ same: fc.constant('item') }),
    window,
    limits,
  ),
  trend: merged(
    query,
    fc.record({ within: duration }),
    optional(missing),
    optional({ by: fc.constantFrom('count', 'sum'), as: fc.constantFrom('difference', 'ratio') }),
    limits,
  ),
  visits: merged(
    fc.record({
      radius,
      near: fc.oneof(
        point,
        text.map((place) => ({ place })),
      ),
    }),
    optional({ modality: text }),
    window,
    limits,
  ),
  place: fc.record({ label: text, near: point, radius }),
  friends: merged(
    optional(missing),
    limits,
    optional({
      who: fc.constantFrom(
        { trait: { name: 'city', exists: true } },
        {
          any: [
            { not: { count: { modality: 'a', atLeast: 1 } } },
            { all: [{ sum: { modality: 'b', atMost: 2 } }] },
          ],
        },
      ),
    }),
  ),
  predicted: merged(
    fc.record({ name: text }),
    limits,
    optional({ confidence: fc.double({ min: 0, max: 1, noNaN: true }) }),
  ),
  segment: fc.record({ id: text }),
  similarity: merged(fc.record({ id: text }), limits),
  time: merged(
    fc.record({ from: fc.constantFrom('00:00', '22:30') }),
    optional({
      days: fc.uniqueArray(fc.constantFrom(...WEEKDAYS), { minLength: 1 }),
      to: fc.constantFrom('06:00', '23:59'),
      zone: fc.constantFrom('Europe/Paris', 'UTC'),
    }),
  ),
};

const condition = fc.oneof(
  ...Object.entries(parameters).map(([kind, values]) => values.map((value) => ({ [kind]: value }))),
);

/** Rules of any shape. */
export const anyRule: fc.Arbitrary<unknown> = fc
  .letrec((tie) => ({
    rule: fc.oneof(
      { depthSize: 'small', maxDepth: 4, withCrossShrink: true },
      condition,
      fc.array(tie('rule'), { minLength: 1, maxLength: 3 }).map((all) => ({ all })),
      fc.array(tie('rule'), { minLength: 1, maxLength: 3 }).map((any) => ({ any })),
      tie('rule').map((not) => ({ not })),
    ),
  }))
  .rule.map((rule) => JSON.parse(JSON.stringify(rule)) as unknown);
