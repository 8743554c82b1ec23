import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { choicesOf, modalitiesOf, summaryOf } from '../../profiles/index.ts';
import {
  NotFiniteError,
  packNumbers,
  unpackDoubles,
  unpackFloats,
} from '../../profiles/packed-numbers.ts';
import { summarise } from '../../profiles/profile-summary.ts';
import { DAY, END, shopHistories, trainShop } from './fixture.ts';

test('numbers come back from their text to the last bit, and none that is no number is written', () => {
  fc.assert(
    fc.property(fc.float64Array({ noNaN: true, noDefaultInfinity: true }), (numbers) => {
      assert.deepEqual(unpackDoubles(packNumbers(numbers)), numbers);
    }),
  );
  fc.assert(
    fc.property(fc.float32Array({ noNaN: true, noDefaultInfinity: true }), (numbers) => {
      assert.deepEqual(unpackFloats(packNumbers(numbers)), numbers);
    }),
  );
  for (const wrong of [Number.NaN, Number.POSITIVE_INFINITY]) {
    assert.throws(() => packNumbers(Float64Array.of(1, wrong)), NotFiniteError);
  }
});

test('a stored summary says what the model said', async () => {
  const model = await trainShop();
  const [, history] = shopHistories();
  const [encoded] = await model.encode([history], { asOf: END + DAY });
  const stored: unknown = JSON.parse(
    JSON.stringify(summarise(encoded, { ...history, isCut: false })),
  );
  const { modalities, adaptation } = summaryOf({ summary: stored });
  assert.deepEqual(adaptation, encoded.adaptation);
  assert.deepEqual(
    modalities.map(({ features }) => features),
    encoded.modalities.map(({ features }) => features),
  );
  assert.ok(modalities.some(({ features }) => features.length > 0));
});

test('what older versions wrote is read', () => {
  const features = [{ name: 'log_count', value: 2.5 }];
  const share = { name: 'browsing', present: true, weight: 1, gate: 0.5, events: 3, lastAt: END };
  const asPairs = { ...share, features };
  const asNumbers = { ...share, features: ['log_count'], values: [2.5] };
  assert.deepEqual(modalitiesOf([asPairs]), [asPairs]);
  assert.deepEqual(modalitiesOf([asNumbers]), [asPairs]);
  assert.deepEqual(modalitiesOf(undefined), []);
  const rates = [{ kept: 0.8, share: 1 }];
  const choice = { modality: 'browsing', mode: 'FIXED', rates };
  const notSaid = { reencoded: false, readAgain: 0, steersRecommendations: null };
  assert.deepEqual(choicesOf([choice]), [{ ...choice, ...notSaid }]);
  assert.deepEqual(choicesOf(undefined), []);
});
