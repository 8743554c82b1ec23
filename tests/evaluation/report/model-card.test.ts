import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { isSuiteReport, modelCard, type SuiteReport } from '../../../evaluation/index.ts';

const report: SuiteReport = {
  suite: 'towns',
  figures: {
    'ndcg@20': 0.25,
    'ndcg@20_of_users_with_few_items': 0.125,
    'ndcg@20_of_age_under_25': 0.5,
    'ndcg@20_of_age_under_25_low': 0.4,
    'ndcg@20_of_age_under_25_high': 0.6,
    'ndcg@20_over_stack': 0.01,
    'ndcg@20_over_stack_low': 0.005,
    'ndcg@20_over_stack_high': 0.015,
  },
  spread: { 'ndcg@20': 0.002 },
  baselines: { stack: { 'ndcg@20': 0.24 }, popularity: { 'ndcg@20': 0.1 } },
  settings: {},
  seeds: [1, 2, 3],
  backend: 'wasm',
  seconds: 61.2,
  peakMb: 700,
  commit: '0123456789abcdef',
};

describe('modelCard', () => {
  const card = modelCard([report]);

  it('sets each figure with its spread or interval beside the best of the others', () => {
    assert.match(card, /\| ndcg@20 \| 0\.2500 ± 0\.0020 \| 0\.2400 \(stack\) \|/);
    assert.match(card, /\| ndcg@20_over_stack \| 0\.0100 \[0\.0050, 0\.0150\] \| {2}\|/);
    assert.doesNotMatch(card, /over_stack_low/);
  });

  it('has what it is for, figures by group, how it was measured, and the limits', () => {
    assert.match(card, /\| towns \| ndcg@20 \| users with few items \| 0\.1250 \|/);
    assert.match(card, /\| towns \| 1, 2, 3 \| 61 \| 700 \| wasm \| 0123456 \|/);
    assert.match(card, /\| towns \| ndcg@20 \| age under 25 \| 0\.5000 \[0\.4000, 0\.6000\] \|/);
    for (const title of ['What it is for', 'Figures by group', 'Limits']) {
      assert.ok(card.includes(`\n## ${title}\n`), title);
    }
  });
});

describe('modelCard of inspected data', () => {
  it('has who has what and which defects were found', () => {
    const message = 'Ids follow time.';
    const warnings = [{ kind: 'id-order', subject: 'items', value: 0.95, message }] as const;
    const coverage = [{ modality: 'browsing', share: 0.5 }];
    const inspected = { ...report, dataQuality: { users: 1200, coverage, warnings } };
    assert.match(
      modelCard([inspected]),
      /\| towns \| 1,200 \| browsing 50 % \| Ids follow time\. \|/,
    );
    assert.doesNotMatch(modelCard([report]), /## Data/);
  });
});

describe('isSuiteReport', () => {
  it('tells a report, read back from its JSON, from other documents', () => {
    const failed = { ...report, figures: { auroc: Number.NaN } };
    for (const own of [report, failed]) {
      assert.ok(isSuiteReport(JSON.parse(JSON.stringify(own))));
    }
    const { figures, ...without } = report;
    assert.ok(figures);
    for (const other of [null, [], 'towns', without, { ...report, baselines: { stack: 'good' } }]) {
      assert.ok(!isSuiteReport(other));
    }
  });
});
