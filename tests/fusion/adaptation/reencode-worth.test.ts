import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  AdaptationPolicy,
  type ItemSpace,
  mixture,
  reencode,
  TasteStream,
} from '../../../fusion/adaptation/index.ts';
import { worthOfReencodes } from '../../../fusion/adaptation/reencode-worth.ts';
import { dot } from '../../../fusion/linear/index.ts';
import { RandomSource } from '../../../fusion/tensor/index.ts';
import { SETTINGS, smallSpace, timesOf, turningItems } from './small-world.ts';

const policy = AdaptationPolicy.inPlaceOf(SETTINGS, 'nothing learned');
const space = smallSpace();

/** The log-likelihood of an item among all that somebody has not had. */
function amongNew(
  { vectors, dimension, count }: ItemSpace,
  vector: Float64Array,
  target: number,
  had: ReadonlySet<number>,
): number {
  const score = (item: number) =>
    SETTINGS.sharpness * dot(vectors, item * dimension, vector, 0, dimension);
  let sum = 0;
  for (let item = 0; item < count; item += 1) if (!had.has(item)) sum += Math.exp(score(item));
  return score(target) - Math.log(sum);
}

test('a re-encode of a stream of new items is worth what it adds among those that are still new', () => {
  // So few are left that the candidates are all of them, and the likelihood is exact.
  const items = RandomSource.fromSeed(5).shuffle(
    Int32Array.from({ length: 90 }, (_, item) => item),
  );
  const streams = [{ user: 0, items: items.slice(0, 60), at: timesOf(items) }];
  const random = RandomSource.fromSeed(1);
  const [{ worth }] = worthOfReencodes(policy, [{ space, streams }], { novelOnly: true }, random);
  const stream = new TasteStream(space, SETTINGS);
  const had = new Set<number>();
  streams[0].items.forEach((item, event) => {
    if (event >= 40) {
      const weights = policy.weigh(stream.features());
      const stepped = mixture(weights, stream.directions, space.dimension);
      const gain =
        amongNew(space, reencode(stream, weights), item, had) - amongNew(space, stepped, item, had);
      const { gain: said, cost, events } = worth[event - 1];
      assert.ok(Math.abs(said - gain) < 1e-5, `${said} ${gain}`);
      assert.deepEqual([cost, events], [event, event]);
    }
    stream.observe(item, streams[0].at[event]);
    had.add(item);
  });
});

test('events come first for which nobody is asked, and who has no more teaches nothing', () => {
  const streams = [5, 9, 6].map((events, user) => {
    const items = turningItems(events, 3, user + 1);
    return { user, items, at: timesOf(items) };
  });
  const random = RandomSource.fromSeed(1);
  const found = worthOfReencodes(policy, [{ space, streams }], { fewest: 5 }, random);
  const eventsOf = (user: number) =>
    found.find((stream) => stream.user === user)?.worth.map(({ events }) => events);
  assert.deepEqual([0, 1, 2].map(eventsOf), [undefined, [5, 6, 7, 8], [5]]);
});
