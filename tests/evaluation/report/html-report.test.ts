import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { htmlReport, type SuiteReport } from '../../../evaluation/index.ts';

const report: SuiteReport = {
  suite: 'small <suite>',
  figures: {
    'ndcg@20': 0.098765,
    'ndcg@20_over_stack': 0.0032,
    'ndcg@20_over_stack_low': 0.0015,
    'ndcg@20_over_stack_high': 0.0049,
  },
  spread: { 'ndcg@20': 0.0004 },
  baselines: { popularity: { 'ndcg@20': 0.0185 }, stack: { 'ndcg@20': 0.0945 } },
  curves: { 'ranking loss': { 'seed 1': [5.3, 5.2, 5.1] } },
  settings: { note: 'a & b' },
  seeds: [1, 2],
  backend: 'wasm',
  seconds: 12.3,
  peakMb: 345,
  commit: null,
};

describe('htmlReport', () => {
  const html = htmlReport(report);

  it('draws a comparison, the intervals and the curves, without scripts', () => {
    assert.equal(html.match(/<svg /g)?.length, 3);
    assert.ok(!html.includes('<script'));
    for (const text of ['popularity', '0.09877 ± 0.0004', 'ndcg@20_over_stack', 'ranking loss']) {
      assert.ok(html.includes(text), text);
    }
  });

  it('has every number in the table and escapes what is not markup', () => {
    assert.ok(html.includes('<td class="number">0.0945</td>'));
    assert.ok(html.includes('small &lt;suite&gt;') && !html.includes('small <suite>'));
    assert.ok(html.includes('a &amp; b'));
  });

  it('says what the data are like and what is wrong with them', () => {
    const message = 'Only 1.0 % of <them>.';
    const warning = { kind: 'coverage', subject: 'social', value: 0.01, message } as const;
    const coverage = [{ modality: 'social', share: 0.01 }];
    const dataQuality = { users: 1200, coverage, warnings: [warning] };
    const text = htmlReport({ ...report, dataQuality });
    assert.ok(text.includes('1,200 users') && text.includes('<td class="number">1 %</td>'));
    assert.ok(text.includes('<li>Only 1.0 % of &lt;them&gt;.</li>'));
    const sound = htmlReport({ ...report, dataQuality: { ...dataQuality, warnings: [] } });
    assert.ok(sound.includes('No defect was found'));
    assert.ok(!html.includes('The data'));
  });

  it('leaves out what there is nothing to draw for', () => {
    const { curves, ...rest } = report;
    const plain = htmlReport({ ...rest, figures: { auroc: 0.8 }, baselines: {} });
    assert.ok(!plain.includes('<svg '));
    assert.ok(plain.includes('auroc'));
  });
});
