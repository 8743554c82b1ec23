import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { evaluateRule, parseNewRule, parseRule, RuleError } from '../../../../segments/index.ts';
import { senselessness, superfluousParts } from '../../../../segments/rules/sense/check-sense.ts';
import { DAY, event, facts, HOUR, NOON } from '../facts.ts';

const sayings = (text: string) =>
  senselessness(parseRule(text)).map(({ path, message }) => `${path} ${message}`);

test('rules that nobody or everybody fulfils are pointed out with the paths', () => {
  const senseless: readonly [string, string][] = [
    ['count a <= -1', 'count can never hold, so that nobody can be in'],
    ['count a >= 0', 'count always holds, so that nobody can be outside'],
    ['not count a >= 0', 'not.count can never hold, so that nobody can be in'],
    ['count a between 0.2 and 0.8', 'count can never hold'],
    ['segment a and not segment a', 'all[0].segment together with all[1].not.segment: can never'],
    ['segment a or not segment a', 'any[0].segment together with any[1].not.segment: one of them'],
    ['trait city = "a" and trait city = "b"', 'all[0].trait together with all[1].trait'],
    ['trait city in ("a", "b") and not trait city in ("b", "a")', 'all[0].trait together'],
    ['trait city = null', 'trait can never hold'],
    ['trait city is unknown and trait city = "a"', 'all[0].trait together'],
    ['trait age >= 30 and trait age <= 20', 'all[0].trait together'],
    ['trait age >= 30 and trait age = "old"', 'all[0].trait together'],
    // Who has no such trait is UNKNOWN by the second part, so that the first excludes nobody.
    ['trait city is known or trait city = "a"', 'any[0].trait together with any[1].trait: one of'],
    ['trait age <= 30 or trait age >= 20', 'any[0].trait together'],
    [
      'sum a >= 3 and (sum a <= 1 or sum a <= 2)',
      'all[0].sum together with all[1].any[0].sum, all',
    ],
    ['recency a within 3d and recency a not within 3d', 'all[0].recency together'],
    ['recency a within 3d and count a within 3d <= 0', 'all[0].recency together'],
    ['count a >= 3 missing zero and not count a >= 2', 'all[0].count together'],
    ['predicted x >= 0.5 confidence 0.9 and predicted x <= 0.4', 'all[0].predicted together'],
    ['not (segment b or not (segment a and not segment a))', 'not.any[1].not.all[0].segment'],
  ];
  for (const [text, start] of senseless) {
    const [said] = sayings(text);
    assert.ok(said?.startsWith(start), `${text}: ${said}`);
    assert.throws(() => parseNewRule(text), RuleError);
  }
});

test('rules that make sense are left alone', () => {
  for (const text of [
    'count a >= 1',
    'count a <= 0',
    'trait city = "a" or trait city = "b"',
    'trait age >= 20 and trait age <= 20',
    'not trait city = "a" and not trait city = "b"',
    'not trait tall = true and not trait tall = false',
    'count a within 3d >= 3 and count a within 4d <= 1',
    'count a[value >= 1] >= 1 and count a[value >= 2] <= 0',
    'sum a >= 1e300 and not sum a <= 1e300',
    'sum a >= 0 and sum a <= 0',
  ])
    assert.deepEqual(sayings(text), [], text);
});

test('parts that change nothing are pointed out, and the rule is accepted', () => {
  const paths = (text: string) => superfluousParts(parseRule(text)).map(({ path }) => path);
  assert.deepEqual(paths('count a >= 3 and count a >= 2'), ['all[1].count']);
  assert.deepEqual(paths('count a >= 3 or count a >= 2'), ['any[0].count']);
  assert.deepEqual(paths('segment a and segment b and segment a'), ['all[2].segment']);
  assert.deepEqual(paths('segment a and (segment b or not segment a)'), [
    'all[1].any[1].not.segment',
  ]);
  // Nobody knows the trait: the second part is FALSE where the first is UNKNOWN.
  assert.deepEqual(paths('trait a = 1 and trait a is known'), []);
  assert.deepEqual(paths('count a >= 3 missing zero and count a >= 2'), []);
  parseNewRule('count a >= 3 and count a >= 2');
});

test('a mistake of sense in a text is told with its line', () => {
  assert.throws(
    () => parseNewRule('segment a\n  and not segment a'),
    (error) =>
      error instanceof RuleError && error.problems[0].path === 'line 1, column 1 (all[0].segment)',
  );
});

const limits = fc.oneof(
  fc.integer({ min: -1, max: 3 }).map((atLeast) => ({ atLeast })),
  fc.integer({ min: -1, max: 3 }).map((atMost) => ({ atMost })),
);
const leaf = fc.oneof(
  fc
    .tuple(
      limits,
      fc.constantFrom({}, { whenMissing: 'zero' }),
      fc.constantFrom({}, { within: '2d' }),
    )
    .map((parts) => ({ count: Object.assign({ modality: 'transactions' }, ...parts) })),
  fc.constantFrom(
    { recency: { modality: 'transactions', within: '2d' } },
    { recency: { modality: 'transactions', notWithin: '2d' } },
    { trait: { name: 'x', exists: true } },
    { trait: { name: 'x', exists: false } },
  ),
  fc.constantFrom('a', 1, 2, true, null).map((equals) => ({ trait: { name: 'x', equals } })),
  limits.map((bounds) => ({ trait: { name: 'x', ...bounds } })),
  limits.map((bounds) => ({ sum: { modality: 'transactions', ...bounds } })),
);
const { rule } = fc.letrec((tie) => ({
  rule: fc.oneof(
    { depthSize: 'small', maxDepth: 3, withCrossShrink: true },
    leaf,
    fc.array(tie('rule'), { minLength: 2, maxLength: 3 }).map((all) => ({ all })),
    fc.array(tie('rule'), { minLength: 2, maxLength: 3 }).map((any) => ({ any })),
    tie('rule').map((not) => ({ not })),
  ),
}));
const users = fc.record({
  hours: fc.array(fc.integer({ min: 0, max: 90 }), { maxLength: 4 }),
  value: fc.constantFrom(null, -1, 0, 1.5),
  x: fc.constantFrom(null, 'a', 'b', true, 0, 1, 1.5, 2, 9),
});

test('what is called impossible never is, what is called certain always is, what is called superfluous can go', () => {
  let senseless = 0;
  let superfluous = 0;
  fc.assert(
    fc.property(rule, fc.array(users, { minLength: 6, maxLength: 6 }), (json, sample) => {
      const parsed = parseRule(json);
      const [problem] = senselessness(parsed);
      const shorter = superfluousParts(parsed)
        .filter(({ message }) => message.startsWith('changes nothing'))
        .map(({ path }) => without(parsed, path));
      if (problem !== undefined) senseless += 1;
      superfluous += shorter.length;
      for (const { hours, value, x } of sample) {
        const user = facts({
          events: hours.map((ago) => event({ at: NOON - ago * HOUR, value })),
          traits: { x },
        });
        for (const now of [NOON, NOON - DAY]) {
          const { verdict } = evaluateRule(parsed, user, now);
          if (problem?.message.endsWith('nobody can be in')) assert.notEqual(verdict, 'TRUE');
          if (problem?.message.endsWith('nobody can be outside')) assert.notEqual(verdict, 'FALSE');
          for (const other of shorter) {
            assert.equal(evaluateRule(parseRule(other), user, now).verdict, verdict);
          }
        }
      }
    }),
    { numRuns: 300 },
  );
  assert.ok(senseless > 20 && superfluous > 20, `${senseless}, ${superfluous}`);
});

/** The rule without the part at a path: out of the innermost list, which another part is in. */
function without(rule: unknown, path: string): unknown {
  const copy = structuredClone(rule) as Record<string, unknown>;
  const steps = path.match(/[^.[\]]+/g) ?? [];
  const last = steps.findLastIndex((step) => /^\d+$/.test(step));
  const list = steps
    .slice(0, last)
    .reduce<unknown>((part, step) => (part as Record<string, unknown>)[step], copy);
  (list as unknown[]).splice(Number(steps[last]), 1);
  return copy;
}
