import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { chooseBackward, rankingsBackward } from '../../../fusion/training/backward-voices.ts';
import type { VoiceRule } from '../../../fusion/training/training-settings.ts';

const NAMES = Array.from({ length: 10 }, (_, index) => `m${index}`);
const ALL = 2 ** NAMES.length - 1;

/**
 * Chooses for a hundred rows whose NDCG a modality raises or lowers by its worth, everybody's own luck beside.
 * @param worth by modality
 */
async function choose(worth: Readonly<Record<number, number>>, rule: VoiceRule, have = [ALL]) {
  const tried: number[] = [];
  const { voices, heard } = await chooseBackward(NAMES, rule, async (set, heardOf) => {
    tried.push(set);
    const ndcg = new Map<number, number>();
    for (let place = 0; place < 100; place += 1) {
      const ranking = heardOf(have[place % have.length]);
      const gains = NAMES.map((_, index) => (ranking & (1 << index) ? (worth[index] ?? 0) : 0));
      // A gain that is somebody's is not everybody's: it has an error.
      const swing = place % 2 === 0 ? 1.2 : 0.8;
      ndcg.set(place, 0.3 + swing * gains.reduce((sum, gain) => sum + gain, 0));
    }
    return { set, size: set.toString(2).replaceAll('0', '').length, ndcg };
  });
  return { voices, heard, tried };
}

describe('voices that are taken away one after the other', () => {
  test('who makes lists worse has none, and whoever does no harm keeps it by the default rule', async () => {
    const nobody = await choose({ 0: 0.1, 1: 0.05 }, 'unless-worse');
    assert.deepEqual(nobody.voices, []);
    assert.equal(nobody.heard.set, ALL);
    const { voices } = await choose({ 0: 0.1, 1: 0.05, 4: -0.02, 7: -0.03 }, 'unless-worse');
    assert.deepEqual(
      voices.map(({ have }) => have),
      [[]],
    );
    // With somebody in the way anyway, who brings nothing goes too, as where every set is tried.
    assert.deepEqual(voices[0].heard, ['m0', 'm1']);
  });

  test('who has to show that it helps, and does not, has none', async () => {
    const { voices } = await choose({ 2: 0.1, 3: 0.05 }, 'if-better');
    assert.deepEqual(voices, [{ have: [], heard: ['m2', 'm3'] }]);
  });

  test('each set is tried once, and as many as was said', async () => {
    const { tried } = await choose({ 0: 0.1, 9: -0.1 }, 'unless-worse');
    assert.equal(new Set(tried).size, tried.length);
    assert.equal(tried.length, rankingsBackward(NAMES.length));
    assert.equal(tried.length, 55);
  });

  test('who has none of those who are heard is ranked by all that there is', async () => {
    // Half of the people have nothing but the modality that makes the others' lists worse.
    const only = 1 << 4;
    const { heard } = await choose({ 0: 0.1, 4: -0.05 }, 'unless-worse', [ALL, only]);
    assert.ok(!(heard.set & only));
    assert.equal(heard.ndcg.get(1), 0.3 + 0.8 * -0.05);
  });
});
