import assert from 'node:assert/strict';
import { test } from 'node:test';
import { defaultConnectors } from '../../connectors/index.ts';
import { defaultModalities } from '../../fusion/index.ts';
import { createIngest } from '../../ingest/index.ts';
import type { Store } from '../../store/index.ts';
import { openTestStore } from '../support/store.ts';

const AT = '2026-01-01T00:00:00Z';
const ANN = 'ann@shop.example';

function ingestOf(store: Store) {
  return createIngest(store, {
    ...{ connectors: defaultConnectors(), modalities: defaultModalities(), clock: Date.now },
    ...{ baseFolder: '.', log: () => undefined },
  });
}

const id = (value: string) => [{ kind: 'email', value }];
const view = (who: string, itemId: string, more: object = {}) => ({
  ...{ externalIds: id(who), modality: 'browsing', type: 'view', at: AT, itemId },
  ...more,
});

async function withoutAnn(): Promise<Store> {
  const store = await openTestStore({ kind: 'embedded' });
  const ingest = ingestOf(store);
  await ingest.accept([view(ANN, 'i1'), view('bob@shop.example', 'i1')], 'api');
  const ann = await store.users.find(id(ANN)[0]!);
  await store.transaction(async (inside) => {
    await inside.erasures.takeAway(ann!, 'e1');
    await inside.erasures.note({ id: 'e1', erasedAt: 1, receipt: null });
  });
  return store;
}

test('what comes late of somebody who was erased is turned away and counted', async () => {
  const store = await withoutAnn();
  const ingest = ingestOf(store);
  const tie = { modality: 'social', type: 'friend', itemId: null, otherExternalIds: id(ANN) };
  const report = await ingest.accept(
    [
      view(ANN, 'i1'),
      view(ANN, 'i2'),
      view('x', 'i2', { externalIds: [...id('new@shop.example'), ...id(ANN)] }),
      view('bob@shop.example', 'i3'),
      view('bob@shop.example', 'i3', tie),
    ],
    'api',
  );
  assert.deepEqual([report.accepted, report.refused, report.rejected.length], [1, 4, 0]);
  assert.equal(await store.users.find(id(ANN)[0]!), null);
  assert.equal(await store.users.find(id('new@shop.example')[0]!), null);
  assert.equal((await store.events.counts()).users, 1);
  await store.close();
});

test('a late record that cannot be read, or waits, keeps nothing of the person', async () => {
  const store = await withoutAnn();
  const ingest = ingestOf(store);
  await store.sourceControls.quarantine('api', 'a test', 1);
  const others = view('bob@shop.example', 'i9');
  await ingest.accept([view(ANN, 'i5', { messageId: `about ${ANN}` }), others], 'api');
  const { rows } = await store.deadLetters.page(null, { first: 10 });
  const letters = rows.map(({ row }) => row);
  assert.equal(letters.length, 2);
  assert.ok(!JSON.stringify(letters).includes(ANN));
  assert.ok(JSON.stringify(letters).includes('bob@shop.example'));
  const emptied = letters.find(({ recordKey }) => recordKey === null)!;
  assert.match(emptied.message, /erased/);
  // It stays to be seen, and cannot be replayed.
  await store.sourceControls.release('api', 2);
  const replay = await ingest.replay([], {});
  assert.deepEqual([replay.replayed, replay.notReplayable], [1, 1]);
  await store.close();
});
