import assert from 'node:assert/strict';
import { test } from 'node:test';
import { TasteStream, unorderedFeatures } from '../../../fusion/adaptation/index.ts';
import { RandomSource } from '../../../fusion/tensor/index.ts';
import { SETTINGS, smallSpace, timesOf, turningItems } from './small-world.ts';

test('the rewards of all items are log-likelihoods: with the whole catalogue as panel they sum to 1', () => {
  const space = smallSpace();
  const past = turningItems(12, 20, 1);
  const chances = Array.from({ length: space.count }, (_, item) => {
    const stream = new TasteStream(space, SETTINGS);
    past.forEach((own, event) => {
      stream.observe(own, event * 1000);
    });
    return Array.from(stream.observe(item, 20_000), Math.exp);
  });
  SETTINGS.kept.forEach((_, rate) => {
    const total = chances.reduce((sum, own) => sum + own[rate], 0);
    assert.ok(Math.abs(total - 1) < 1e-9, `rate ${rate}: ${total}`);
  });
});

test('after a turn the rate that forgets fast foretells better than the one that keeps all', () => {
  const stream = new TasteStream(smallSpace(), SETTINGS);
  const items = turningItems(60, 30, 4);
  items.subarray(0, 34).forEach((item, event) => {
    stream.observe(item, event * 1000);
  });
  const later = [...items.subarray(34, 44)].map((item, event) =>
    stream.observe(item, (34 + event) * 1000),
  );
  const sum = (rate: number) => later.reduce((total, own) => total + own[rate], 0);
  assert.ok(sum(2) > sum(SETTINGS.kept.length - 1) + 1);
});

test('what the policy sees is finite and of one length, from nothing on', () => {
  const stream = new TasteStream(smallSpace(30), SETTINGS);
  const lengths = new Set([stream.features().length]);
  const items = turningItems(20, 5, 2);
  items.forEach((item, event) => {
    stream.observe(item, timesOf(items)[event]);
    const features = stream.features();
    lengths.add(features.length);
    assert.ok(features.every(Number.isFinite));
  });
  assert.equal(lengths.size, 1);
});

test('another order of the same events changes what the policy sees but for what no order changes', () => {
  const items = turningItems(40, 10, 3);
  const featuresOf = (ordered: Int32Array) => {
    const stream = new TasteStream(smallSpace(), SETTINGS);
    ordered.forEach((item, event) => {
      stream.observe(item, timesOf(items)[event]);
    });
    return stream.features();
  };
  const listed = featuresOf(items);
  const shuffled = featuresOf(RandomSource.fromSeed(1).shuffle(items.slice()));
  const same = [...listed.keys()].filter(
    (place) => Math.abs(listed[place] - shuffled[place]) < 1e-9 && listed[place] !== 0,
  );
  const unordered = unorderedFeatures(SETTINGS.kept.length);
  assert.ok(unordered.every((place) => same.includes(place)));
  // Beside them only the times stay as they were.
  const times = [0, 5, 6, 7];
  assert.deepEqual(
    same.filter((place) => !times.includes(place)),
    unordered,
  );
});
