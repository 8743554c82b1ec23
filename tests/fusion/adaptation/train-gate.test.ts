import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { ReencodeGate } from '../../../fusion/adaptation/reencode-gate.ts';
import type { ReencodeWorth, WorthStream } from '../../../fusion/adaptation/reencode-worth.ts';
import { learnGate } from '../../../fusion/adaptation/train-gate.ts';
import { RandomSource } from '../../../fusion/tensor/index.ts';

const PRICE = 1e-3;
const FEATURES = 3;

/** Streams in which a re-encode is worth so much by the first feature, give or take far more than that. */
function worthOf(gainOf: (first: number) => number, seed: number): WorthStream[] {
  const random = RandomSource.fromSeed(seed);
  return Array.from({ length: 60 }, (_, user) => ({
    user,
    worth: Array.from({ length: 30 }, (_, place): ReencodeWorth => {
      const features = Float64Array.from({ length: FEATURES }, () => random.normal());
      const gain = gainOf(features[0]) + 0.1 * random.normal();
      return { features, gain, cost: place + 1, events: place + 1 };
    }),
  }));
}

const learn = (gainOf: (first: number) => number): ReencodeGate =>
  learnGate(worthOf(gainOf, 1), FEATURES, { price: PRICE }, RandomSource.fromSeed(1));

/** What a gate's choices are worth to people who taught it nothing, beside always; never is 0. */
function rewardsOf(gate: ReencodeGate, gainOf: (first: number) => number) {
  let [chosen, always] = [0, 0];
  for (const { worth } of worthOf(gainOf, 2)) {
    let spent = 0;
    for (const { features, gain, cost, events } of worth) {
      const net = gain - PRICE * cost;
      always += net;
      if (!gate.asks(features, cost, spent, events)) continue;
      spent += cost;
      chosen += net;
    }
  }
  return { chosen, always };
}

describe('a gate that learns from what re-encodes were worth', () => {
  test('beats both never and always where it depends', () => {
    const gainOf = (first: number) => 0.03 + 0.06 * first;
    const { chosen, always } = rewardsOf(learn(gainOf), gainOf);
    assert.ok(chosen > 1.2 * Math.max(0, always), `${chosen} ${always}`);
  });

  test('always asks where every re-encode is worth far more than its price', () => {
    const { chosen, always } = rewardsOf(
      learn(() => 0.5),
      () => 0.5,
    );
    assert.ok(chosen >= 0.999 * always, `${chosen} ${always}`);
  });

  test('never asks where none is worth anything', () => {
    assert.equal(
      rewardsOf(
        learn(() => -0.1),
        () => -0.1,
      ).chosen,
      0,
    );
  });
});
