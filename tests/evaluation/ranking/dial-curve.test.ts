import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { DialCurve } from '../../../evaluation/ranking/dial-curve.ts';
import { ListScores } from '../../../evaluation/ranking/list-scores.ts';
import { dialPopularity } from '../../../fusion/model/index.ts';

describe('dialPopularity', () => {
  it('leaves scores as they are at 0 and takes all popularity out at 1', () => {
    const counts = [100, 10, 0];
    const scores = counts.map((count) => Math.log(Math.max(count, 1)) + 0.5);
    assert.deepEqual(dialPopularity(scores, counts, 0), Float32Array.from(scores));
    for (const score of dialPopularity(scores, counts, 1)) {
      assert.ok(Math.abs(score - 0.5) < 1e-6);
    }
    assert.throws(() => dialPopularity(scores, counts, 1.5), /from 0 to 1, not to 1.5/);
  });
});

describe('DialCurve', () => {
  it('measures wider and less popular lists the further the dial is turned', () => {
    const popularity = [90, 60, 30, 20, 10, 5];
    const dial = new DialCurve(2, popularity, 100);
    for (let user = 0; user < 12; user += 1) {
      const own = user % 6;
      const scores = popularity.map((count, item) => Math.log(count) + (item === own ? 1.2 : 0));
      const items = Int32Array.from(popularity.keys());
      dial.add({ items, columnValues: new Float32Array(6) }, scores, new Set([own]));
    }
    const [tradeOff, novelty] = Object.values(dial.curves('recall'));
    const ends = (values: readonly number[]) => [values[0], values[values.length - 1]];
    const [narrow, wide] = ends(tradeOff['coverage@2']);
    assert.ok(wide > narrow);
    const [uneven, even] = ends(tradeOff['gini@2']);
    assert.ok(even < uneven);
    const [known, novel] = ends(novelty['novelty@2']);
    assert.ok(novel > known);
  });
});

describe('ListScores', () => {
  it('names its figures by the length of the lists', () => {
    const scores = new ListScores(2);
    scores.add([3, 4], new Set([4]));
    scores.add([5, 6], new Set([1, 5]));
    const ndcg = (1 / Math.log2(3) + 1 / (1 + 1 / Math.log2(3))) / 2;
    const figures = scores.figures('recall');
    assert.equal(figures['recall@2'], 0.75);
    assert.ok(Math.abs(figures['ndcg@2'] - ndcg) < 1e-12);
    assert.equal(scores.figures('hr')['hr@2'], 1);
  });
});
