import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import {
  type AdaptationPolicy,
  mixture,
  POLICY_TRAINING,
  reencode,
  TasteStream,
  trainGate,
  trainPolicy,
} from '../../../fusion/adaptation/index.ts';
import { dot } from '../../../fusion/linear/index.ts';
import { SETTINGS, smallSpace, timesOf, turningExamples, turningItems } from './small-world.ts';

const space = smallSpace();
const EQUAL = Float64Array.from(SETTINGS.equal);

function streamOf(items: Int32Array): TasteStream {
  const stream = new TasteStream(space, SETTINGS);
  const at = timesOf(items);
  items.forEach((item, event) => {
    stream.observe(item, at[event]);
  });
  return stream;
}

function cosine(left: Float64Array, right: Float64Array): number {
  const product = (a: Float64Array, b: Float64Array) => dot(a, 0, b, 0, a.length);
  return product(left, right) / Math.sqrt(product(left, left) * product(right, right));
}

describe('a full re-encode', () => {
  test('of a single event is what stepping gives: there is nothing that it could share', () => {
    const stream = streamOf(Int32Array.of(7));
    const stepped = mixture(EQUAL, stream.directions, space.dimension);
    const anew = reencode(stream, EQUAL);
    anew.forEach((value, axis) => {
      assert.ok(Math.abs(value - stepped[axis]) < 1e-9);
    });
  });

  test('solves the normal equations: what is left over is a multiple of what the events ask for', () => {
    const items = turningItems(30, 10, 4);
    const keepsAll = Float64Array.from(SETTINGS.kept, (kept) => (kept === 1 ? 1 : 0));
    const vector = reencode(streamOf(items), keepsAll);
    const { vectors, gram, dimension } = space;
    const left = new Float64Array(dimension);
    const asked = new Float64Array(dimension);
    for (let axis = 0; axis < dimension; axis += 1) {
      left[axis] = dot(gram, axis * dimension, vector, 0, dimension);
    }
    for (const item of items) {
      const along = dot(vectors, item * dimension, vector, 0, dimension);
      for (let axis = 0; axis < dimension; axis += 1) {
        left[axis] += 12 * along * vectors[item * dimension + axis];
        asked[axis] += vectors[item * dimension + axis];
      }
    }
    assert.ok(cosine(left, asked) > 1 - 1e-9);
  });

  test('ten events of one item say less beside one of another than ten times what one says', () => {
    const many = streamOf(Int32Array.of(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1));
    const keepsAll = Float64Array.from(SETTINGS.kept, (kept) => (kept === 1 ? 1 : 0));
    const other = space.vectors.subarray(space.dimension, 2 * space.dimension);
    const stepped = mixture(keepsAll, many.directions, space.dimension);
    assert.ok(cosine(reencode(many, keepsAll), other) > cosine(stepped, other) + 0.01);
  });
});

describe('a gate', () => {
  let policy: AdaptationPolicy;
  const streams = Array.from({ length: 24 }, (_, user) => {
    const items = turningItems(40, 15, user + 1);
    return { user, items, at: timesOf(items) };
  });
  const asked = (price: number): number => {
    const learned = trainGate(policy, [{ space, streams }], { seed: 1, price });
    let asks = 0;
    for (const { items, at } of streams) {
      const stream = new TasteStream(space, SETTINGS);
      items.forEach((item, event) => {
        if (event >= 5 && learned.decide(stream).reencodes) asks += 1;
        stream.observe(item, at[event]);
      });
    }
    return asks;
  };

  before(() => {
    const training = { ...POLICY_TRAINING, epochs: 2, seed: 1 };
    policy = trainPolicy(turningExamples(20), SETTINGS, training).policy;
  });

  test('asks for re-encodes where they are for nothing, and never where they cost more than any brings', () => {
    assert.ok(asked(0) > 100);
    assert.equal(asked(10), 0);
  });

  test('refuses a price below 0', () => {
    assert.throws(() => asked(-1), /The price of a re-encode is at least 0 for each event, not -1/);
  });

  test('counts what was spent, and the price lowers what a policy gains on the equal mixture', () => {
    const decision = { weights: EQUAL, reencodes: true };
    const gained = [0, 0.01].map((price) => {
      const stream = streamOf(turningItems(20, 10, 2));
      stream.judge(5, decision, price);
      return stream.gained;
    });
    assert.deepEqual(
      gained.map(({ readAgain }) => readAgain),
      [20, 20],
    );
    assert.ok(Math.abs(gained[0].gain - gained[1].gain - 0.2) < 1e-9);
  });
});
