import assert from 'node:assert/strict';
import { test } from 'node:test';
import stringWidth from 'string-width';
import { HEADINGS } from '../../../cli/terminal/headings.ts';
import { table } from '../../../cli/terminal/table.ts';

test('numbers stand to the right, and words of two languages line up', () => {
  const lines = table(
    ['因素', 'what'],
    [
      ['浏览', 1200],
      ['places', 0.5],
    ],
  ).split('\n');
  assert.deepEqual(lines, ['因素     what', '------  -----', '浏览    1,200', 'places  0.500']);
  assert.deepEqual(new Set(lines.map((line) => stringWidth(line))), new Set([13]));
});

test('no heading of the Chinese is left in English', () => {
  const { asOf, score, more, without, differences, range, hours, areas, ...words } =
    HEADINGS['zh-CN'];
  const said = [
    ...Object.values(words).flat(),
    asOf('', '1'),
    score('1', '2', '', '3'),
    more(1, ''),
    without(1, '2', '3'),
    differences(1, 2),
    range('1', '2'),
    hours(['1']),
    areas(['1']),
  ];
  for (const text of said) assert.doesNotMatch(text, /[a-z]/i);
});
