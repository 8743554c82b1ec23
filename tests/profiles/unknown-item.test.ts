import assert from 'node:assert/strict';
import { test } from 'node:test';
import { defaultConnectors } from '../../connectors/index.ts';
import { createIngest } from '../../ingest/index.ts';
import { type ProfileSummary, summaryOf } from '../../profiles/index.ts';
import { onEveryStore } from '../support/store.ts';
import {
  END,
  externalId,
  modalities,
  openDesk,
  shopHistories,
  stored,
  trainShop,
  USERS,
  userId,
} from './fixture.ts';

const NOBODY_DESCRIBED = 'of which nobody told';
const user = 0;

onEveryStore('an event with an item that nobody described', (open) => {
  test('is taken in and counts, leaves what the policy follows alone, and is told of', async () => {
    const desk = await openDesk(await trainShop(), USERS, (clock) => open({ clock }));
    const { store } = desk;
    await store.events.append(
      shopHistories().flatMap((own) => own.events.map((one) => stored(own.userId, one))),
    );
    const updater = desk.updater();
    const summary = async (): Promise<ProfileSummary> => {
      // Others on the server may hold the feed up for a while.
      do await updater.drain();
      while ((await store.changes.lag('profiles')) > 0);
      return summaryOf((await store.profiles.byIds([userId(user)])).get(userId(user))!);
    };
    const ingest = createIngest(store, {
      ...{ connectors: defaultConnectors(), modalities, clock: desk.now, baseFolder: '.' },
      log: () => undefined,
    });
    const look = async (itemId: string) => {
      const { accepted, rejected } = await ingest.accept([
        {
          ...{ externalIds: [externalId(user)], modality: 'browsing', type: 'view', itemId },
          at: new Date(END).toISOString(),
        },
      ]);
      assert.deepEqual([accepted, rejected], [1, []]);
    };
    const browsing = ({ modalities }: ProfileSummary) =>
      modalities.find(({ name }) => name === 'browsing')!.events;
    const unknownItems = async () => (await ingest.quality('api'))[0]?.streams[0]?.unknownItems;

    const before = await summary();
    assert.ok(before.adaptation.some(({ modality }) => modality === 'browsing'));
    await look(NOBODY_DESCRIBED);
    const after = await summary();
    assert.equal(after.eventCount, before.eventCount + 1);
    assert.equal(browsing(after), browsing(before) + 1);
    assert.equal(after.lastEventAt, END);
    assert.deepEqual(after.adaptation, before.adaptation);
    assert.equal(await unknownItems(), 1);
    // Not for lack of anything else: an item that is known is followed, and none to be told of.
    await look('item5');
    const known = await summary();
    assert.notDeepEqual(known.adaptation, after.adaptation);
    assert.equal(await unknownItems(), 1);
    await updater.stop();
    await store.close();
  });
});
