import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { evaluateSequential } from '../../../evaluation/suites/sequential/evaluate.ts';
import { TrendExpert } from '../../../evaluation/suites/sequential/experts.ts';
import { RandomSource } from '../../../fusion/tensor/index.ts';

const ITEMS = 24;
const HOUR = 3_600_000;

/** Everybody goes round the items, now and then with a detour: the last item tells the next. */
function walks(count: number): Int32Array[] {
  const random = RandomSource.fromSeed(5);
  return Array.from({ length: count }, () => {
    let at = random.below(ITEMS);
    const own = [at];
    while (own.length < 8) {
      at = (at + 1 + (random.uniform() < 0.15 ? 1 : 0)) % ITEMS;
      own.push(at);
    }
    return Int32Array.from(own);
  });
}

describe('evaluateSequential', () => {
  it('finds the next item among all, beside what popularity finds', async () => {
    const sequences = walks(90);
    const result = await evaluateSequential(
      {
        items: ITEMS,
        sequences,
        times: sequences.map((own) => Float64Array.from(own, (_, at) => at * HOUR)),
        attributes: Array.from({ length: ITEMS }, (_, item) => Int32Array.of(item % 3)),
        groups: {
          gender: sequences.map((_, user) => (user % 2 === 0 ? 'women' : 'men')),
          age: sequences.map((_, user) => (user < 30 ? 'under_25' : user < 40 ? 'old' : null)),
        },
      },
      {
        encoder: { dimension: 16, blocks: 1, epochs: 3, length: 8, negatives: 8 },
        keeps: [0.5, 0.9],
        reaches: [1],
        walk: { inPower: -0.5, rowPower: -0.5, outPower: -0.5, likenessPower: 1 },
        factors: { factors: 4, confidence: 10, regularisation: 1, iterations: 3 },
        autoencoder: 5,
        windows: [4 * HOUR],
        candidates: 20,
        held: 2,
        learners: 150,
        negativeShare: 1,
        fit: { epochs: 4, batchSize: 20 },
      },
      {},
      { seeds: [1] },
    );
    assert.ok(result.figures['hr@10'] > 0.9, `hit rate is ${result.figures['hr@10']}`);
    assert.ok(result.figures['ndcg@10'] > 0.6, `NDCG is ${result.figures['ndcg@10']}`);
    assert.ok(result.baselines.popularity['ndcg@10'] < 0.4);
    const { figures, curves, dataQuality } = result;
    const [women, men] = ['women', 'men'].map((group) => figures[`ndcg@10_of_gender_${group}`]);
    assert.ok(Math.abs((women + men) / 2 - figures['ndcg@10']) < 1e-9);
    assert.ok(figures['ndcg@10_of_age_under_25_low'] < figures['ndcg@10_of_age_under_25_high']);
    assert.ok(!('ndcg@10_of_age_old' in figures), 'ten people are too few');
    const { train, validation, test } = curves!['ranking loss by epoch, seed 1'];
    assert.deepEqual([train.length, validation.length, test.length], [4, 4, 4]);
    assert.ok(test[3] < test[0], 'what is learned helps on users who are judged');
    assert.equal(dataQuality?.users, 90);
    assert.deepEqual(dataQuality?.coverage, [{ modality: 'browsing', share: 1 }]);
  });
});

describe('TrendExpert', () => {
  it('counts what came in the window before the instant, and nothing after it', () => {
    const expert = new TrendExpert(
      3,
      [Int32Array.of(0, 1), Int32Array.of(1, 2)],
      [Float64Array.of(1 * HOUR, 5 * HOUR), Float64Array.of(4 * HOUR, 9 * HOUR)],
      [2 * HOUR],
    );
    expert.ask({ row: 2, items: Int32Array.of(0), times: Float64Array.of(5 * HOUR) });
    const values = new Float32Array(6);
    expert.score(Int32Array.of(0, 1, 2), { values, stride: 2, offset: 0 });
    const trend = [values[1], values[3], values[5]];
    assert.deepEqual(
      trend.map((value) => Math.round(Math.expm1(value))),
      [0, 2, 0],
    );
  });
});
