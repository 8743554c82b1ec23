import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  AdaptationModel,
  AdaptationPolicy,
  GuardrailTest,
  PolicyNetwork,
} from '../../../fusion/adaptation/index.ts';
import { featureCount, featureGroups } from '../../../fusion/adaptation/stream-features.ts';
import { RandomSource } from '../../../fusion/tensor/index.ts';
import { SETTINGS, smallSpace, timesOf, turningItems } from './small-world.ts';

/** What a reason says of each group, where the last event counts more and where it counts less. */
const SAYS: Readonly<Record<string, readonly [more: RegExp, less: RegExp]>> = {
  pause: [/pause before it/, /right after the one before/],
  history: [/little is known yet/, /much is known already/],
  clock: [/time of day/, /time of day/],
  agreement: [/points elsewhere/, /agrees with what is remembered/],
  certainty: [/points nowhere in particular/, /what is remembered is clear/],
  rewards: [/what came lately foretells/, /what is remembered longest foretells/],
};
const GROUPS = [...featureGroups(SETTINGS.kept.length)];

/**
 * A policy that looks at some groups only, so strongly, and is the equal mixture where they are as usual. The more
 * it sees the more, or the less, the last event counts.
 */
function lookingAt(strengths: Readonly<Record<string, number>>, more: boolean): AdaptationPolicy {
  const inputs = featureCount(SETTINGS.kept.length);
  const random = RandomSource.fromSeed(7);
  const network = PolicyNetwork.start(inputs, SETTINGS.equal, random);
  const [first, second, last] = network.layers;
  for (const [group, places] of GROUPS) {
    const strength = strengths[group] ?? 0;
    for (const place of places) {
      for (let unit = 0; unit < 64; unit += 1) first!.kernel[64 * place + unit]! *= strength;
    }
  }
  for (let at = 0; at < second!.kernel.length; at += 1) {
    second!.kernel[at] = Math.abs(second!.kernel[at]!);
  }
  const { rates } = network;
  for (let at = 0; at < last!.kernel.length; at += 1) {
    const rate = at % rates;
    const isRaised = more ? rate < 2 : rate === 6 || rate === 7;
    last!.kernel[at] = isRaised ? 0.1 : -0.1;
  }
  const scales = {
    mean: new Float32Array(inputs),
    deviation: new Float32Array(inputs).fill(1),
  };
  return new AdaptationPolicy(network, scales, SETTINGS);
}

function reasonOf(policy: AdaptationPolicy): string {
  const items = turningItems(30, 10, 4);
  const at = timesOf(items);
  const events = Array.from(items, (item, index) => ({ id: `e${index}`, item, at: at[index]! }));
  const model = new AdaptationModel(policy, smallSpace(), new GuardrailTest().evidence);
  return model.choose('user', events).reason.followed;
}

for (const more of [true, false]) {
  const side = more ? 'more' : 'less';

  test(`a policy that looks at one group alone and lets the last event count ${side} names that one`, () => {
    assert.deepEqual(
      Object.keys(SAYS),
      GROUPS.map(([group]) => group),
    );
    for (const [group, says] of Object.entries(SAYS)) {
      assert.match(reasonOf(lookingAt({ [group]: 1 }, more)), says[more ? 0 : 1], group);
    }
  });

  test(`of two groups by which it counts ${side} the stronger is named`, () => {
    for (const strong of Object.keys(SAYS)) {
      for (const weak of Object.keys(SAYS)) {
        if (strong === weak) continue;
        const reason = reasonOf(lookingAt({ [strong]: 1, [weak]: 0.01 }, more));
        assert.match(reason, SAYS[strong]![more ? 0 : 1], `${strong} beside ${weak}: ${reason}`);
      }
    }
  });
}

test('a policy that looks at nothing says that nothing speaks for more or for less', () => {
  assert.match(reasonOf(lookingAt({}, true)), /as usual: nothing speaks for more or for less/);
});
