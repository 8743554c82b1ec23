import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { gzipSync } from 'node:zlib';
import {
  readYelp,
  runSuite,
  SuiteDataAbsentError,
  type SuiteReport,
} from '../../evaluation/index.ts';
import { RandomSource } from '../../fusion/tensor/random-source.ts';

const USERS = 60;
const ITEMS = 80;

/** A data set in the format of Yelp_4: users of two towns, each with a taste for ten places. */
function smallFiles(): Record<string, string> {
  const random = RandomSource.fromSeed(3);
  const lines: Record<string, string[]> = { train: [], tune: [], test: [] };
  for (let user = 0; user < USERS; user += 1) {
    const places = random.shuffle(Array.from({ length: 20 }, (_, k) => k)).slice(0, 14);
    places.forEach((place, visit) => {
      const part = visit < 9 ? 'train' : visit < 11 ? 'tune' : 'test';
      lines[part].push(`${user} ${(user % 4) * 20 + place} 5`);
    });
  }
  const items = Array.from({ length: ITEMS }, (_, item) => item);
  const join = (rows: string[]): string => `${rows.join('\n')}\n`;
  return {
    data_size: `${USERS} ${ITEMS} 4\n`,
    train: join(lines.train),
    tune: join(lines.tune),
    test: join(lines.test),
    poi_coos: join(
      items.map((item) => `${item} ${40 + Math.floor(item / 40)} ${-80 + item / 1000}`),
    ),
    poi_categories: join(items.map((item) => `${item} ${item % 4}`)),
    social_relations: join(Array.from({ length: USERS - 4 }, (_, user) => `${user} ${user + 4}`)),
  };
}

describe('the yelp suite', () => {
  let folder = '';

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'portrait-yelp-'));
    await mkdir(join(folder, 'yelp-lbsn/Yelp_4'), { recursive: true });
    for (const [name, text] of Object.entries(smallFiles())) {
      await writeFile(join(folder, `yelp-lbsn/Yelp_4/Yelp_${name}.txt.gz`), gzipSync(text));
    }
  });

  after(() => rm(folder, { recursive: true, force: true }));

  it('draws item ids anew by the seed, and keeps all else', async () => {
    const [one, same, other] = await Promise.all([1, 1, 2].map((seed) => readYelp(seed, folder)));
    assert.deepEqual(one, same);
    assert.notDeepEqual(one.users[0].train, other.users[0].train);
    assert.equal(one.items.length, ITEMS);
    assert.equal(new Set(one.items.map(({ id }) => id)).size, ITEMS);
    const placeOf = (data: typeof one, user: number) =>
      data.users[user].train.map((id) => data.items.find((item) => item.id === id)?.longitude);
    assert.deepEqual(placeOf(one, 7), placeOf(other, 7));
    assert.deepEqual(one.users[5].friends, ['user_1', 'user_9']);
  });

  it('runs from files to a report, above popularity', { timeout: 120_000 }, async () => {
    const messages: string[] = [];
    const report = await runSuite('yelp', {
      dataFolder: folder,
      seeds: [1],
      onProgress: (message) => messages.push(message),
    });
    assert.equal(report.suite, 'yelp');
    assert.ok(messages.length > 5);
    assert.ok(report.figures['recall@20'] > report.baselines.popularity['recall@20']);
    assert.deepEqual(Object.keys(report.baselines).sort(), [
      'ials',
      'interactions_only',
      'popularity',
      'recency_stack',
    ]);
    for (const part of [report.figures, report.spread, ...Object.values(report.baselines)]) {
      for (const name of ['ndcg@20', 'recall@20']) assert.ok(part[name] >= 0 && part[name] <= 1);
    }
    const { figures } = report;
    assert.ok(figures['coverage@20'] > 0 && figures['coverage@20'] <= 1);
    assert.ok(figures['ndcg@20_over_recency_stack_low'] <= figures['ndcg@20_over_recency_stack']);
    assert.ok(report.seconds > 0 && report.peakMb > 0 && report.backend.length > 0);
    assert.deepEqual(JSON.parse(JSON.stringify(report)), report);
  });

  it('judges withheld users by the very network of the suite yelp', {
    timeout: 120_000,
  }, async () => {
    const options = { dataFolder: folder, seeds: [2] };
    const cold = await runSuite('yelp-cold', options);
    const warm = await runSuite('yelp', options);
    const weights = ({ settings }: SuiteReport) => (settings as { weights: string[] }).weights;
    assert.equal(weights(cold).length, 1);
    assert.deepEqual(weights(cold), weights(warm));
    for (const name of ['a_recall@20', 'a_ndcg@20', 'b_recall@20', 'b_ndcg@20']) {
      for (const part of [cold.figures, cold.baselines.static_blend]) {
        assert.ok(part[name] >= 0 && part[name] <= 1, name);
      }
    }
    // Two places tell the town, and that is worth more than chance among 80 places.
    assert.ok(cold.figures['a_recall@20'] > 20 / ITEMS);
  });

  it('serves every subset of the modalities', { timeout: 120_000 }, async () => {
    const { figures } = await runSuite('missing-yelp', { dataFolder: folder, seeds: [1] });
    const subsets = ['location', 'location_transactions', 'location_transactions_social', 'social'];
    for (const subset of subsets) {
      const value = figures[`yelp_${subset}_ndcg@20`];
      assert.ok(value > 0 && value <= 1, subset);
    }
    const lows = Object.keys(figures).filter((name) => /^yelp_.*_gain_low$/.test(name));
    assert.equal(lows.length, 4);
    assert.equal(figures.worst_gain_low, Math.min(0, ...lows.map((name) => figures[name])));
  });

  it('takes every source out, adds and shuffles it', { timeout: 120_000 }, async () => {
    const report = await runSuite('yelp-ablation', { dataFolder: folder, seeds: [1] });
    assert.deepEqual(Object.keys(report.baselines).sort(), [
      'shuffled_categories',
      'shuffled_coordinates',
      'shuffled_friends',
      'transactions_alone',
      'transactions_and_location',
      'transactions_and_social',
      'without_location',
      'without_social',
      'without_transactions',
    ]);
    const { figures, baselines } = report;
    const lost = figures['new_ndcg@20'] - baselines.shuffled_coordinates['new_ndcg@20'];
    assert.ok(Math.abs(figures['new_ndcg@20_over_shuffled_coordinates'] - lost) < 1e-9);
    // Nothing but the first two places tells a new user's town, so a shuffle must cost a lot.
    assert.ok(lost > 0.05, `${lost}`);
  });

  it('trains and judges one modality alone', { timeout: 120_000 }, async () => {
    const { figures } = await runSuite('yelp', { dataFolder: folder, modalities: ['location'] });
    assert.ok(figures.influence_location > 0);
    assert.equal(figures.influence_social, 0);
    assert.equal(figures.influence_transactions, 0);
    await assert.rejects(
      runSuite('yelp', { dataFolder: folder, modalities: ['smell'] }),
      /no modality 'smell'. They have: location, transactions, social/,
    );
  });

  it('says so when the data are not there', async () => {
    await assert.rejects(
      runSuite('yelp', { dataFolder: join(folder, 'nowhere') }),
      (error: Error) =>
        error instanceof SuiteDataAbsentError && /PORTRAIT_DATA/.test(error.message),
    );
    await assert.rejects(
      runSuite('nothing'),
      /There is no suite 'nothing'. Known: .*yelp, yelp-cold, yelp-ablation, missing/,
    );
  });
});
