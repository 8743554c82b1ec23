import assert from 'node:assert/strict';
import { test } from 'node:test';
import { learnedText } from '../../../cli/terminal/learned-text.ts';

test('a learned segment is told by how it was formed, without the weights', () => {
  const formed = {
    ...{ groupingId: 'g', segmentIds: ['learned-1', 'learned-2', 'learned-3'], members: 1_260 },
    ...{ moved: 0.123, stability: 0.871 },
    lineage: {
      ...{ heirOf: 'learned-1', change: 'SAME' as const },
      ancestors: [{ segmentId: 'learned-1', shared: 0.9, kept: 0.8 }],
    },
  };
  assert.deepEqual(learnedText('learned-1', formed).split('\n'), [
    'Formed of 1,260 users, together with learned-2, learned-3. It was one of them before.',
    'Of those who were in another of them before, 12% moved.',
    'How well the groups come back on other users: 0.87 (1 is exactly).',
    '',
    'came from  of this one  of that one',
    '---------  -----------  -----------',
    'learned-1  90%          80%',
    '',
    'What sets it apart: portrait segments portrait learned-1',
  ]);
});
