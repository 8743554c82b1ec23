import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { ModelRegistry } from '../../../profiles/index.ts';
import { SegmentError, SegmentService } from '../../../segments/index.ts';
import { asOfAnotherVersion } from '../../support/refused-model.ts';
import { HEAD, openShop, type Shop } from './shop.ts';

describe('segments while this version of the program cannot read the model that serves', () => {
  let shop: Shop;
  let segments: SegmentService;
  before(async () => {
    shop = await openShop({ heads: [HEAD] });
    const { store, modalities, now } = shop;
    await asOfAnotherVersion(store, (await store.models.active())!.id);
    const models = new ModelRegistry(store, modalities);
    segments = new SegmentService({ store, models, modalities, clock: now });
  });
  after(() => shop.store.close());

  test('a rule is previewed and made: it asks what is stored', async () => {
    const [userId] = shop.userIds;
    const profile = (await shop.store.profiles.byIds([userId])).get(userId)!;
    const { name } = (profile.summary as { readOuts: { name: string }[] }).readOuts[0];
    const rule = {
      all: [
        { count: { modality: 'transactions', type: 'purchase', within: '400d', atLeast: 1 } },
        { predicted: { name, atLeast: 0 } },
      ],
    };
    const { members, judged } = await segments.preview(rule);
    assert.ok(members > 0, 'the profiles that it made still say what it foretold');
    assert.equal(judged, shop.userIds.length);
    const segment = { id: 'likers', name: 'Likers', description: '', rule };
    assert.equal((await segments.create(segment)).entered, members);
  });

  test('what has to be learned is refused with what to do, and nothing changes', async () => {
    const asked = { predicts: { buys: { within: '7d' } }, threshold: { size: 10 } };
    const named = { id: 'likely', name: 'Likely', description: '', ...asked };
    const before = await shop.store.segments.all();
    const refusal = (error: unknown) =>
      error instanceof SegmentError && /social\.hunch.*portrait train/.test(error.message);
    await assert.rejects(segments.createScored(named), refusal);
    await assert.rejects(segments.previewScored(asked), refusal);
    // The program serves on, with what was learned before.
    const { changed, leftOut } = await segments.renewScored([named]);
    assert.deepEqual([changed, leftOut.map(({ id }) => id)], [[], ['likely']]);
    assert.match(leftOut[0].reason, /portrait train/);
    assert.deepEqual(await shop.store.segments.all(), before);
  });
});

test('only what cannot be learned is left out: whatever else fails while it is learned is told', async () => {
  const { store, models, modalities, now } = await openShop();
  const ask = { predicts: { buys: { within: '7d' } }, threshold: { size: 10 } };
  const named = [{ id: 'likely', name: 'Likely', description: '', ...ask }];
  const failing = (error: Error) => {
    const learn = () => Promise.reject(error);
    return new SegmentService({ store, models, modalities, clock: now, learn }).renewScored(named);
  };
  await assert.rejects(failing(new SegmentError('A mistake in an id.')), /A mistake in an id/);
  await assert.rejects(failing(new RangeError('A mistake of ours.')), /A mistake of ours/);
  await store.close();
});
