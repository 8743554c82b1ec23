import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import type { Event, FusionModel, Item, UserHistory } from '../../../fusion/index.ts';
import type { HistoryReader } from '../../../fusion/model/index.ts';
import { END, event, shopHistories, shopItems, trainShop, userId } from '../../profiles/fixture.ts';

const asOf = END + 86_400_000;
const [first] = shopItems();

/** Of the second kind of three, as item1 is; users 1, 4, 7 … turn to nothing else. */
const FRESH: Item = { ...first, id: 'fresh', title: 'Item', categories: ['category1'], price: 20 };

describe('items that arrive after training', () => {
  const histories = shopHistories();
  let model: FusionModel;
  let knowing: FusionModel;
  before(async () => {
    model = await trainShop(1);
    knowing = model.knowing([FRESH, ...shopItems()]);
  });

  const placeOf = async (by: FusionModel, history: UserHistory): Promise<number> => {
    const ids = [...shopItems(), FRESH].map(({ id }) => id);
    const ranked = await by.rank(history, ids, { asOf });
    return ranked.findIndex(({ itemId }) => itemId === FRESH.id);
  };
  const mean = (values: readonly number[]) =>
    values.reduce((sum, value) => sum + value, 0) / values.length;
  const vectorOf = async (by: FusionModel, history: UserHistory) =>
    (await by.encode([history], { asOf }))[0];
  const since = (history: UserHistory, more: Partial<Event>): UserHistory => ({
    ...history,
    events: [...history.events, event('since', { at: END, itemId: FRESH.id, ...more })],
  });

  it('ranks them high for those who turn to what they are like, and is the same model', async () => {
    assert.deepEqual([model.knows(FRESH.id), knowing.knows(FRESH.id)], [false, true]);
    assert.equal(knowing.id, model.id);
    const places = await Promise.all(histories.map((history) => placeOf(knowing, history)));
    const fitting = mean(places.filter((_, user) => user % 3 === 1));
    const others = mean(places.filter((_, user) => user % 3 !== 1));
    assert.ok(fitting < 10, `at place ${fitting} of 31`);
    assert.ok(others > 14, `at place ${others} of 31`);
  });

  it('proposes them by themselves, with parts of the score for each modality', async () => {
    const ranked = await knowing.rank(histories[1], null, { asOf });
    const found = ranked.find(({ itemId }) => itemId === FRESH.id);
    assert.ok(found !== undefined);
    const sum = found.contributions.reduce((total, { value }) => total + value, 0);
    assert.ok(Math.abs(sum - found.score) < 1e-4);
    const unaware = await model.rank(histories[1], null, { asOf });
    assert.ok(unaware.every(({ itemId }) => itemId !== FRESH.id));
  });

  it('leaves the profiles of those who have nothing to do with them as they were', async () => {
    for (const history of histories.slice(0, 6)) {
      const [after, before] = await Promise.all(
        [knowing, model].map((by) => vectorOf(by, history)),
      );
      assert.deepEqual(after, before);
    }
  });

  it('leaves how lively known places are, also once somebody was forgotten', () => {
    const reader = model.reader.forgetting(new Set([userId(1)]));
    const items = Int32Array.from(shopItems(), (_, item) => item);
    const livelinessBy = (by: HistoryReader) => {
      const { columnValues } = by.columns(histories[0], asOf, items);
      const { columns } = by.schema;
      return [...columnValues].filter((_, at) => /area/.test(columns[at % columns.length].name));
    };
    const before = livelinessBy(reader);
    assert.ok(before.some((value) => value > 0));
    assert.deepEqual(livelinessBy(reader.knowing([FRESH])), before);
  });

  it('counts them in histories by their content', async () => {
    const bought = since(histories[0], { modality: 'transactions', type: 'purchase', value: 20 });
    const of = async (by: FusionModel) => (await vectorOf(by, bought)).interests;
    assert.ok((await of(knowing)).some(({ category }) => category === 'category1'));
    assert.ok((await of(model)).every(({ category }) => category !== 'category1'));
    const vectors = await Promise.all([knowing, model].map((by) => vectorOf(by, bought)));
    assert.notDeepEqual(vectors[0].vector, vectors[1].vector);
    const ids = ['item1', 'item2'];
    const [before] = await knowing.rank(histories[0], ids, { asOf });
    const [after] = await knowing.rank(bought, ids, { asOf });
    assert.equal(after.itemId, 'item1');
    assert.ok(before.itemId !== 'item1' || after.score >= before.score);
  });

  it('forgets those that are not named again, and keeps unlike ones unknown', () => {
    assert.equal(knowing.knowing([]).knows(FRESH.id), false);
    const strange = { ...FRESH, id: 'strange', title: null, categories: ['Books'] };
    assert.equal(model.knowing([strange]).knows('strange'), false);
    assert.deepEqual([...knowing.toParts().keys()], [...model.toParts().keys()]);
  });

  it('knows them under a policy too', () => {
    const { adaptation } = model;
    assert.ok(adaptation !== null);
    const deciding = knowing.deciding(adaptation.deciding('POLICY').steering(true));
    assert.equal(deciding.knows(FRESH.id), true);
    const bought = since(histories[1], { modality: 'transactions', type: 'purchase', value: 20 });
    assert.ok(
      deciding.reader
        .candidates(bought, asOf, 10)
        .columnValues.every((value) => value !== Number.POSITIVE_INFINITY),
    );
  });
});
