import assert from 'node:assert/strict';
import { test } from 'node:test';
import { AdaptationPolicy, PolicyNetwork, TasteStream } from '../../../fusion/adaptation/index.ts';
import { ServedNetwork } from '../../../fusion/adaptation/served-network.ts';
import { featureGroups } from '../../../fusion/adaptation/stream-features.ts';
import { RandomSource } from '../../../fusion/tensor/index.ts';
import { SETTINGS, smallSpace, timesOf, turningItems } from './small-world.ts';

const random = RandomSource.fromSeed(5);
const normals = (length: number) => Float64Array.from({ length }, () => random.normal());
const INPUTS = new TasteStream(smallSpace(), SETTINGS).features().length;

/** A network that says something of everything that it is told. */
function wildNetwork(): PolicyNetwork {
  const network = PolicyNetwork.start(INPUTS, SETTINGS.equal, random);
  for (let at = 0; at < network.flat.length; at += 1) network.flat[at] += 0.2 * random.normal();
  return network;
}

test('a served network says to the last bit what the trained one says, also one that was taught nothing', () => {
  for (const network of [wildNetwork(), PolicyNetwork.start(INPUTS, SETTINGS.equal, random)]) {
    const served = new ServedNetwork(network);
    for (let input = normals(INPUTS), run = 0; run < 20; run += 1, input = normals(INPUTS)) {
      const { raw, weights } = network.forward(input);
      assert.deepEqual(Array.from(served.raw(input)), Array.from(raw));
      assert.deepEqual(Array.from(served.weights(input)), Array.from(weights));
    }
  }
});

test('what is left without a group is what the policy says where that group is as usual', () => {
  const scales = {
    mean: Float32Array.from(normals(INPUTS)),
    deviation: Float32Array.from({ length: INPUTS }, () => 0.5 + random.uniform()),
  };
  const policy = new AdaptationPolicy(wildNetwork(), scales, SETTINGS);
  const stream = new TasteStream(smallSpace(), SETTINGS);
  const items = turningItems(30, 10, 6);
  const groups = featureGroups(SETTINGS.kept.length);
  const places = [...groups.values()].flat().sort((one, two) => one - two);
  assert.deepEqual(places, [...Array(INPUTS).keys()]);
  items.forEach((item, event) => {
    stream.observe(item, timesOf(items)[event]);
    const told = new Set<string>();
    policy.withoutEach(stream, (group, weights) => {
      told.add(group);
      const features = stream.features();
      for (const place of groups.get(group)!) features[place] = scales.mean[place];
      policy.weigh(features).forEach((weight, rate) => {
        assert.ok(Math.abs(weight - weights[rate]) < 1e-12, `${group}, rate ${rate}`);
      });
    });
    assert.deepEqual([...told], [...groups.keys()]);
  });
});
