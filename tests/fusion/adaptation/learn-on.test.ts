import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import {
  AdaptationPolicy,
  EQUAL_MIXTURE,
  type LoggedStream,
  learnOn,
  policyExamples,
} from '../../../fusion/adaptation/index.ts';
import { userGains } from '../../../fusion/adaptation/train-policy.ts';
import { RandomSource } from '../../../fusion/tensor/index.ts';
import { SETTINGS, smallSpace, timesOf, turningItems } from './small-world.ts';

const NOTHING_LEARNED = AdaptationPolicy.inPlaceOf(SETTINGS, 'nothing learned');
const space = smallSpace();
const model = { space, policy: NOTHING_LEARNED };

/** People whose taste turns every so many events; the last of them are new. */
function streamsOf(users: number, every: number, from = 20, seed = 0): LoggedStream[] {
  return Array.from({ length: users }, (_, user) => {
    const items = turningItems(60, every, seed + user + 1);
    return { user, items, at: timesOf(items), from };
  });
}

/** What others, who taught nothing, gain by a policy over the equal mixture. */
function gainOf(policy: AdaptationPolicy, every: number): number {
  const settings = { ...SETTINGS, novelOnly: false };
  const random = RandomSource.fromSeed(7);
  const examples = [...policyExamples(space, streamsOf(30, every, 10, 500), settings, random)];
  const gains = userGains(policy, () => EQUAL_MIXTURE, examples);
  return gains.reduce((sum, gain) => sum + gain, 0) / gains.length;
}

describe('a policy that goes on learning', () => {
  test('follows tastes that began to turn, round by round, and the same events teach the same', () => {
    const streams = streamsOf(100, 15);
    const first = learnOn(model, streams, { seed: 1 });
    assert.ok(first !== null);
    assert.ok(gainOf(first, 15) > gainOf(NOTHING_LEARNED, 15) + 0.005);
    assert.deepEqual(learnOn(model, streams, { seed: 1 })?.network.flat, first.network.flat);
    assert.deepEqual(first.scales, NOTHING_LEARNED.scales, 'features mean what they meant');
  });

  test('learns nothing from little', () => {
    assert.equal(learnOn(model, streamsOf(100, 15, 60), { seed: 1 }), null, 'nothing is new');
    assert.equal(learnOn(model, streamsOf(100, 15, 59), { seed: 1 }), null, 'too few events');
    assert.equal(learnOn(model, streamsOf(8, 15), { seed: 1 }), null, 'too few people to judge');
  });
});
