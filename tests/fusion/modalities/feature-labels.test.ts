import assert from 'node:assert/strict';
import { test } from 'node:test';
import { defaultModalities, spokenName, unnamedFeature } from '../../../fusion/index.ts';
import { SparseMatrix } from '../../../fusion/linear/index.ts';
import { GraphFeatures } from '../../../fusion/modalities/social/graph-features.ts';

const context = {
  asOf: 0,
  categories: ['Garden', 'Baby'],
  item: () => null,
  priceRank: () => null,
};
const fitted = new GraphFeatures(
  SparseMatrix.fromRows(1, [{ indices: [], values: [] }]),
  new Float64Array(1),
).names;

test('every feature of every modality has words of its own, in both languages', () => {
  for (const modality of defaultModalities().list()) {
    const names = [
      ...modality.featureNames(context),
      ...(modality.name === 'social' ? fitted : []),
    ];
    assert.ok(names.length > 0);
    for (const name of names) {
      const english = modality.featureLabel(name, 'en');
      const chinese = modality.featureLabel(name, 'zh-CN');
      assert.notDeepEqual(english, unnamedFeature(name, 'en'), `${modality.name} ${name}`);
      for (const text of [english.noun, english.more, english.less]) assert.match(text, /^[a-z]/);
      for (const text of [chinese.noun, chinese.more, chinese.less]) {
        assert.match(text, /[\u4e00-\u9fff]/, `${modality.name} ${name}`);
      }
      assert.equal(english.measured === null, chinese.measured === null, name);
      const hole = english.unit === 'times' ? '{times}' : '{value}';
      assert.ok(english.measured?.includes(hole) ?? true, name);
      assert.ok(chinese.measured?.includes(hole) ?? true, name);
    }
  }
});

test('event types are things that can be counted, in both languages', () => {
  for (const { words, eventTypes } of defaultModalities().list()) {
    for (const locale of ['en', 'zh-CN'] as const) {
      assert.deepEqual(Object.keys(words[locale].events), Object.keys(eventTypes));
    }
  }
});

test('graph components are told together, and unknown names in plain words', () => {
  const { featureLabel } = defaultModalities().get('social');
  assert.deepEqual(featureLabel('graph_1', 'en'), featureLabel('graph_8', 'en'));
  assert.equal(featureLabel('graph_1', 'en').noun, 'who their friends are');
  assert.equal(spokenName('birthYear'), 'birth year');
  assert.equal(unnamedFeature('log_basket_size', 'en').noun, 'basket size');
});
