import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { boundContext, LiveFeeds } from '../../resolvers/index.ts';
import { createFixture, type Fixture, NOW } from './fixture.ts';

let fixture: Fixture;
let feeds: LiveFeeds;
before(async () => {
  fixture = await createFixture(1);
  feeds = new LiveFeeds(fixture.store, fixture.services.onBackgroundError);
  for (const id of ['one', 'other']) {
    await fixture.store.models.create({
      ...{ id, parentId: null, watermark: 0, createdAt: NOW, config: {}, metrics: {} },
      parts: new Map(),
    });
  }
});
after(async () => {
  feeds.close();
  await fixture[Symbol.asyncDispose]();
});

test('requests share the services of the model that serves, and none of what another read', async () => {
  const context = () => boundContext(fixture.services, feeds);
  const { models, profiles } = fixture.store;
  for (const [turn, id] of ['one', 'other', 'one'].entries()) {
    const before = await context();
    await models.promote(id, NOW + turn);
    const [first, second] = [await context(), await context()];
    assert.notEqual(first.services, before.services);
    assert.equal(first.services, second.services);
    assert.equal((await first.services.store.models.active())?.id, id);
    // Bound for as long as the request runs, whoever serves by then.
    if (turn > 0) assert.notEqual((await before.services.store.models.active())?.id, id);

    const [userId] = fixture.userIds as [string];
    const profile = (modelId: string, computedAt: number) => ({
      ...{ userId, modelId, computedAt, throughSequence: 0, asOf: NOW, vector: [1], summary: {} },
    });
    await first.services.store.profiles.upsert([profile(id, NOW)]);
    assert.equal((await first.loaders.profiles.load(userId))?.computedAt, NOW);
    await first.services.store.profiles.upsert([profile(id, NOW + 1)]);
    assert.equal((await first.loaders.profiles.load(userId))?.computedAt, NOW, 'read once');
    assert.equal((await second.loaders.profiles.load(userId))?.computedAt, NOW + 1);
  }
  assert.equal((await profiles.byIds(fixture.userIds)).size, 1);
});
