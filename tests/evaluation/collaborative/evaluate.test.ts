import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { collaborativeData, holdOuts } from '../../../evaluation/suites/collaborative/data.ts';
import { evaluateCollaborative } from '../../../evaluation/suites/collaborative/evaluate.ts';
import { RandomSource } from '../../../fusion/tensor/index.ts';

const USERS = 60;
const ITEMS = 30;

/** Two circles of people who like items of their own circle, friends among themselves. */
function circles(seed: number) {
  const random = RandomSource.fromSeed(4);
  const [train, test] = [[], []] as { user: number; item: number }[][];
  const friends: [number, number][] = [];
  for (let user = 0; user < USERS; user += 1) {
    const half = user % 2;
    const likes = random.shuffle(Int32Array.from({ length: ITEMS / 2 }, (_, at) => 2 * at + half));
    likes.slice(0, 8).forEach((item, at) => {
      (at < 6 ? train : test).push({ user, item });
    });
    friends.push([user, (user + 2) % USERS], [user, user]);
  }
  return collaborativeData({ users: USERS, items: ITEMS }, { train, test }, friends, seed);
}

describe('collaborative data', () => {
  it('number the items anew by the seed, and make friendship mutual and never with oneself', () => {
    const [one, other] = [circles(1), circles(2)];
    assert.notDeepEqual(one.known, other.known);
    assert.deepEqual(
      one.known.map((own) => own.length),
      other.known.map((own) => own.length),
    );
    one.friends?.forEach((own, user) => {
      assert.ok(!own.includes(user));
      for (const friend of own) assert.ok(one.friends?.[friend].includes(user));
    });
  });

  it('hold out every known item exactly once', () => {
    const { known } = circles(1);
    const turns = holdOuts(known, 4, 1);
    known.forEach((own, user) => {
      const held = turns.flatMap(({ held }) => [...held[user]]);
      assert.deepEqual(Int32Array.from(held).sort(), own);
      for (const { kept, held } of turns) {
        assert.deepEqual(Int32Array.from([...kept[user], ...held[user]]).sort(), own);
      }
    });
  });
});

describe('evaluateCollaborative', () => {
  it('finds what a circle likes, beside what popularity finds', async () => {
    const walk = { inPower: -0.5, rowPower: -1, outPower: -0.5, likenessPower: 1 };
    const result = await evaluateCollaborative(
      circles(1),
      {
        walks: [{ ...walk, name: 'walk', initialWeight: 0.5, proposes: true }],
        ranks: [2, 4],
        factors: [{ factors: 4, confidence: 10, regularisation: 1, iterations: 4 }],
        autoencoders: [5],
        candidates: 20,
        parts: 3,
        heldOut: 2,
        learners: 60,
        negativeShare: 1,
        fit: { epochs: 3, batchSize: 20 },
      },
      { 'somebody else': { 'recall@20': 0.5 } },
      { seeds: [1, 2] },
    );
    assert.ok(result.figures['recall@20'] > 0.95, `recall is ${result.figures['recall@20']}`);
    assert.ok(result.figures['ndcg@20'] > result.baselines.popularity['ndcg@20'] + 0.05);
    assert.equal(result.baselines['somebody else']['recall@20'], 0.5);
    assert.equal(Object.keys(result.curves ?? {}).length, 4);
    assert.ok(result.spread['recall@20'] >= 0);
  });
});
