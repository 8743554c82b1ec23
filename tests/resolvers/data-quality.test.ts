import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { DataQuality } from '../../fusion/index.ts';
import { createFixture, NOW } from './fixture.ts';

const QUERY = `{
  activeModel { dataQuality { users coverage { modality share } warnings { kind subject value message } } }
}`;

test('a model says what its data were like, and nothing where that was not looked at', async () => {
  await using fixture = await createFixture(1);
  const { models } = fixture.store;
  const ask = async () => {
    const { data, errors } = await fixture.ask<{ activeModel: { dataQuality: unknown } }>(QUERY);
    assert.deepEqual(errors, []);
    return data!.activeModel.dataQuality;
  };
  const lineage = { parentId: null, watermark: 0, createdAt: NOW, config: {}, parts: new Map() };
  const dataQuality: DataQuality = {
    users: 7,
    coverage: [{ modality: 'social', share: 0.01 }],
    warnings: [{ kind: 'id-order', subject: 'items', value: 0.98, message: 'They do.' }],
  };
  const metrics = JSON.parse(JSON.stringify({ dataQuality }));
  await models.create({ ...lineage, id: 'looked-at', metrics });
  await models.promote('looked-at', NOW);
  assert.deepEqual(await ask(), {
    ...dataQuality,
    warnings: [{ kind: 'ID_ORDER', subject: 'items', value: 0.98, message: 'They do.' }],
  });
  await models.create({ ...lineage, id: 'older', metrics: {} });
  await models.promote('older', NOW);
  assert.equal(await ask(), null);
});
