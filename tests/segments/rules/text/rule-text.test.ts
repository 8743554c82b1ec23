import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { parseRule, printRule, RuleError } from '../../../../segments/index.ts';
import { anyRule } from './rules.ts';

test('what is printed of a rule reads as the same rule, and prints the same', () => {
  fc.assert(
    fc.property(anyRule, (json) => {
      const rule = parseRule(json);
      const printed = printRule(rule);
      const read = parseRule(printed);
      assert.deepEqual(read, rule);
      assert.equal(printRule(read), printed);
    }),
    { numRuns: 300 },
  );
});

test('texts read as people mean them', () => {
  const a = { segment: { id: 'a' } };
  const b = { segment: { id: 'b' } };
  const c = { segment: { id: 'c' } };
  const readings: readonly [string, unknown][] = [
    ['segment a or segment b and not segment c', { any: [a, { all: [b, { not: c }] }] }],
    ['(segment a or segment b) and segment c', { all: [{ any: [a, b] }, c] }],
    ['segment a and (segment b and segment c)', { all: [a, { all: [b, c] }] }],
    ['all(segment a)', { all: [a] }],
    ['any(segment a, not not segment b)', { any: [a, { not: { not: b } }] }],
    ['((segment "a"))', a],
    [
      'count transactions.purchase[category = "garden", value >= 10] <= 5\n  within 30d missing zero',
      {
        count: {
          modality: 'transactions',
          type: 'purchase',
          where: { category: 'garden', value: { atLeast: 10 } },
          within: '30d',
          whenMissing: 'zero',
          atMost: 5,
        },
      },
    ],
    [
      'sum price of transactions between 1 and 2.5 and segment a',
      {
        all: [
          { sum: { attribute: 'price', modality: 'transactions', atLeast: 1, atMost: 2.5 } },
          a,
        ],
      },
    ],
    ['recency browsing not within 2w', { recency: { modality: 'browsing', notWithin: '2w' } }],
    [
      'visits 200m around home exactly 0',
      { visits: { radius: 200, near: { place: 'home' }, atLeast: 0, atMost: 0 } },
    ],
    [
      'friends who (trait city = "Paris" or trait age >= 30) >= 3',
      {
        friends: {
          who: {
            any: [
              { trait: { name: 'city', equals: 'Paris' } },
              { trait: { name: 'age', atLeast: 30 } },
            ],
          },
          atLeast: 3,
        },
      },
    ],
    [
      'time on (friday, saturday) from 22:00 to 02:00 in "Europe/Paris"',
      { time: { days: ['friday', 'saturday'], from: '22:00', to: '02:00', zone: 'Europe/Paris' } },
    ],
  ];
  for (const [text, rule] of readings) assert.deepEqual(parseRule(text), rule, text);
});

test('a long rule is printed with a line for each part', () => {
  const part = (id: string) => ({
    any: ['first', 'second', 'third', 'fourth'].map((word) => ({
      segment: { id: `${word}-${id}` },
    })),
  });
  const printed = printRule({ all: [part('quarter'), { not: part('half-of-the-year') }] } as never);
  assert.equal(
    printed,
    [
      '(',
      '  segment first-quarter',
      '  or segment second-quarter',
      '  or segment third-quarter',
      '  or segment fourth-quarter',
      ')',
      'and not (',
      '  segment first-half-of-the-year',
      '  or segment second-half-of-the-year',
      '  or segment third-half-of-the-year',
      '  or segment fourth-half-of-the-year',
      ')',
    ].join('\n'),
  );
});

test('a mistake is told with line, column, what was expected and the nearest word', () => {
  const vocabulary = {
    modalities: { browsing: ['view'], transactions: ['purchase'] },
    traits: ['city'],
    segments: ['vip'],
  };
  const mistakes: readonly [string, string, RegExp, string | null][] = [
    ['cuont browsing >= 1', 'line 1, column 1', /expected .*count.* found "cuont"/, 'count'],
    ['segment vip and\n  count browsing wihtin 3d >= 1', 'line 2, column 18', /within/, 'within'],
    [
      'count browsing within 3y >= 1',
      'line 1, column 24',
      /expected "h", "d" or "w", found "y"/,
      null,
    ],
    ['count browsing >= ', 'line 1, column 19', /expected a number, found the end/, null],
    [
      'count within 3d >= 1',
      'line 1, column 7',
      /expected a name, found "within"; as a name it stands in quotes/,
      null,
    ],
    ['(segment vip', 'line 1, column 13', /expected "and", "or" or "\)", found the end/, null],
    ['segment vip segment vip', 'line 1, column 13', /expected the end, "and" or "or"/, null],
    ['', 'line 1, column 1', /expected .*found the end/, null],
    ['trait city = "Paris', 'line 1, column 14', /not closed/, null],
    ['trait city = "a\\x"', 'line 1, column 14', /as in JSON/, null],
    ['segment vip & segment vip', 'line 1, column 13', /has no meaning/, null],
    ['count browsing >= 1 <= 3', 'line 1, column 21', /expected/, null],
    ['not trait citi is known', 'line 1, column 5 (not.trait.name)', /no trait/, 'city'],
    [
      'segment vip\nand friends who (count brwsing >= 1) >= 1',
      'line 2, column 18 (all[1].friends.who.count.modality)',
      /no modality/,
      'browsing',
    ],
    ['count browsing between 3 and 2', 'line 1, column 1 (count)', /the lower one first/, null],
    [`${'('.repeat(3000)}segment vip`, 'line 1, column 201', /nested/, null],
    [`${'not '.repeat(50)}segment vip`, /^line 1, column 53 /.source, /nested more than 12/, null],
  ];
  for (const [text, place, message, suggestion] of mistakes) {
    assert.throws(
      () => parseRule(text, vocabulary),
      (error) => {
        assert.ok(error instanceof RuleError, String(error));
        const [problem] = error.problems;
        if (place.startsWith('^')) assert.match(problem.path, new RegExp(place));
        else assert.equal(problem.path, place, text);
        assert.match(problem.message, message, text);
        assert.equal(problem.suggestion, suggestion, text);
        return true;
      },
    );
  }
});
