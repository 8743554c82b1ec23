import assert from 'node:assert/strict';
import { test } from 'node:test';
import { groupHouseholds } from '../../../evaluation/suites/segments/households.ts';
import { plantedProfiles } from '../../segments/learned/blobs.ts';

test('groups that are there come back on every resample, with their number', async () => {
  const { profiles } = plantedProfiles(3, 50);
  const told: string[] = [];
  const onProgress = (message: string) => told.push(message);
  const figures = await groupHouseholds(profiles, 1, { onProgress }, 3);
  assert.equal(figures.households_clusters, 3);
  assert.ok(figures.households_ari > 0.9, `${figures.households_ari}`);
  assert.ok(figures.households_ari_whole > 0.9);
  assert.equal(told.length, 3);
  const signal = AbortSignal.abort();
  await assert.rejects(groupHouseholds(profiles, 1, { signal }, 3), { name: 'AbortError' });
});
