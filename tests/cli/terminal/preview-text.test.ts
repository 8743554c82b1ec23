import assert from 'node:assert/strict';
import { test } from 'node:test';
import { previewText } from '../../../cli/terminal/preview-text.ts';

const found = {
  ...{ judged: 2_000, users: 2_000, members: 1_204, unknown: 0, size: 1_204 },
  ...{ interval: [1_204, 1_204] as const, sample: ['u_a', 'u_b'], notes: [], score: null },
  overlaps: [{ segmentId: 'new-families', members: 23 }],
};

test('a preview says in a sentence how many a segment would hold, and how sure that is', () => {
  assert.deepEqual(previewText(found).split('\n'), [
    'It would hold 1,204 of 2,000 users.',
    '',
    'For example: u_a, u_b',
    '',
    'they are in already  members',
    '-------------------  -------',
    'new-families              23',
  ]);
  const some = { ...found, ...{ users: 50_000, members: 40, unknown: 43, size: 1_000 } };
  const text = previewText({ ...some, interval: [730, 1_350], sample: [], overlaps: [] });
  assert.match(text, /^It would hold about 1,000 of 50,000 users \(95 % interval 730 to 1,350\)/);
  assert.match(text, /of 2,000 that were looked at 40 are in it\. Of these, 43 cannot be judged/);
});

test('a preview of a score says what has to be reached and how that was measured', () => {
  const score = { threshold: 0.375, measured: null, unmeasured: null };
  const notes = [{ path: 'all[0]', message: 'This changes nothing.', suggestion: null }];
  const text = previewText({ ...found, judged: 1_950, unknown: 50, score, notes });
  assert.match(text, /^It would hold 1,204 of 2,000 users\. 50 cannot be judged/);
  assert.match(text, /at least 0\.375\.\nNot measured/);
  assert.match(text, /Note: all\[0\]: This changes nothing\./);
});
