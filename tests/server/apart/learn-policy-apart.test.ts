import assert from 'node:assert/strict';
import { test } from 'node:test';
import { learnOn } from '../../../fusion/index.ts';
import { learnPolicyApart } from '../../../server/apart/learn-policy-apart.ts';
import { rashPolicy, shopHistories, trainShop } from '../../profiles/fixture.ts';

test('a policy learns on in a process of its own as it would in this one, or learns nothing', async () => {
  const { adaptation, reader } = await trainShop();
  const rash = adaptation!.following(rashPolicy(adaptation!.policy), 0);
  const streams = shopHistories(100).flatMap((history, user) =>
    reader.streams(history, Number.POSITIVE_INFINITY).map((events) => ({
      ...{ user, from: 1, items: events.map(({ item }) => item) },
      at: events.map(({ at }) => at),
    })),
  );
  const learn = learnPolicyApart(new AbortController().signal);
  const here = learnOn(rash, streams, { seed: 3 });
  assert.ok(here !== null);
  const there = await learn(rash, streams, 3);
  assert.deepEqual(there?.network.flat, here.network.flat);
  assert.equal(await learn(rash, [], 3), null);
});
