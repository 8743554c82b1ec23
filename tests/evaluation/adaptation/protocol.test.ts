import assert from 'node:assert/strict';
import { test } from 'node:test';
import { clusteredBootstrap } from '../../../evaluation/metrics/index.ts';
import { filterStream, tasteMoments } from '../../../evaluation/suites/adaptation/bayes-filter.ts';
import { detectionDelay } from '../../../evaluation/suites/adaptation/detection-delay.ts';
import { estimateOffPolicy } from '../../../evaluation/suites/adaptation/off-policy.ts';
import { plantStreams } from '../../../evaluation/suites/adaptation/planted.ts';
import { splitStreams } from '../../../evaluation/suites/adaptation/streams.ts';
import { RandomSource } from '../../../fusion/tensor/index.ts';

test('a switch is noticed where the score first passes what one calm event in fifty passes', () => {
  const switches = [new Uint8Array(200), new Uint8Array(200)];
  switches[0][100] = 1;
  const scores = switches.map((own) => Float64Array.from(own, (_, event) => (event % 40) / 1000));
  scores[0][107] = 1;
  const delay = detectionDelay({ switches }, scores);
  assert.deepEqual(delay, { mean: 7, withinTen: 1, switches: 1 });
});

test('the filter that knows the truth sees a planted switch and calm stretches', () => {
  const planted = plantStreams({ users: 6, events: 120, hazard: 1 / 60, noise: 0.1, seed: 3 });
  const settings = { ...tasteMoments(), flattening: 2 };
  const young = planted.items.map((_, user) => filterStream(planted, user, settings).young[0]);
  const after: number[] = [];
  const calm: number[] = [];
  planted.switches.forEach((own, user) => {
    let since = 999;
    own.forEach((switched, event) => {
      since = switched === 1 ? 0 : since + 1;
      if (event < 40) return;
      if (since === 4) after.push(young[user][event]);
      if (since > 30) calm.push(young[user][event]);
    });
  });
  const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  assert.ok(after.length > 3 && mean(after) > mean(calm) + 0.3, `${mean(after)} ${mean(calm)}`);
});

test('off-policy estimates come near the truth, and say how few decisions they rest on', () => {
  const random = RandomSource.fromSeed(4);
  const rewards = Array.from({ length: 20_000 }, () =>
    Float64Array.from({ length: 4 }, (_, rate) => rate + random.normal()),
  );
  const target = rewards.map(() => Float64Array.of(0.1, 0.2, 0.3, 0.4));
  const guesses = rewards.map(() => Float64Array.of(0, 1, 2, 3));
  const estimates = estimateOffPolicy({ rewards, target, guesses }, 1, 1);
  for (const estimate of [
    estimates.inversePropensity,
    estimates.selfNormalised,
    estimates.doublyRobust,
  ]) {
    assert.ok(Math.abs(estimate - estimates.truth) < 0.1);
  }
  const error = (estimate: number) => Math.abs(estimate - estimates.truth);
  assert.ok(error(estimates.doublyRobust) < 0.05);
  assert.ok(estimates.effectiveShare > 0.2 && estimates.effectiveShare < 0.9);
});

test('the interval of a mean over users widens with how alike the events of one user are', () => {
  const users = Int32Array.from({ length: 400 }, (_, event) => Math.floor(event / 20));
  const random = RandomSource.fromSeed(2);
  const ofUser = Float64Array.from({ length: 20 }, () => random.normal());
  const left = Float64Array.from(users, (user) => 0.2 + ofUser[user]);
  const right = new Float64Array(400);
  const clustered = clusteredBootstrap(left, right, users, { seed: 1 });
  const single = clusteredBootstrap(left, right, Int32Array.from(users.keys()), { seed: 1 });
  assert.ok(Math.abs(clustered.difference - single.difference) < 1e-12);
  assert.ok(clustered.high - clustered.low > 2 * (single.high - single.low));
});

test('controls change the order and nothing else', () => {
  const ratings = Array.from({ length: 50 }, (_, place) => ({
    user: place % 2,
    film: place,
    rating: 3,
    at: 1000 * Math.floor(place / 10),
  }));
  const person = { id: '', age: 1, gender: '' };
  const data = { users: [person, person], films: [], ratings };
  const listed = splitStreams(data, 'as listed', 1);
  for (const order of ['ties at random', 'shuffled'] as const) {
    const changed = splitStreams(data, order, 1);
    changed.forEach(({ items, at }, user) => {
      assert.deepEqual(at, listed[user].at);
      assert.notDeepEqual(items, listed[user].items);
      assert.deepEqual(Int32Array.from(items).sort(), Int32Array.from(listed[user].items).sort());
    });
  }
  assert.equal(listed[0].cut + listed[1].cut, 40);
});

test('shuffled time leaves nobody an order, not even of what lies before and after the cut', () => {
  const people = 40;
  const ratings = Array.from({ length: people * 50 }, (_, place) => ({
    user: place % people,
    film: Math.floor(place / people),
    rating: 3,
    at: 1000 * Math.floor(place / people),
  }));
  const users = Array.from({ length: people }, () => ({ id: '', age: 1, gender: '' }));
  const shuffled = splitStreams({ users, films: [], ratings }, 'shuffled', 1);
  const later = shuffled.flatMap(({ items, cut }) => [...items.subarray(cut)]);
  // Everybody's last ten of fifty are later: of forty people's, a fifth of any ten films, give or take.
  assert.equal(later.length, people * 10);
  const stayed = later.filter((film) => film >= 40).length;
  assert.ok(stayed > 40 && stayed < 120, `${stayed}`);
});
