import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import type { TrainingRun } from '../../../server/training/train-candidate.ts';
import { trainCandidate } from '../../../server/training/train-candidate.ts';
import type { Store } from '../../../store/index.ts';
import {
  DAY,
  type Desk,
  END,
  event,
  externalId,
  modalities,
  openDesk,
  shopHistories,
  shopItems,
  stored,
  userId,
} from '../../profiles/fixture.ts';
import { type OpenTestStore, onEveryStore } from '../../support/store.ts';

const USERS = 20;
const histories = shopHistories(USERS);
const settings = {
  prepare: { factors: 4, candidates: 10, randomCandidates: 5 },
  fit: { epochs: 1, batchSize: 40 },
};
const later = { at: END + DAY, itemId: 'item3' };

/** What may come in while everybody is read, each of which makes another model. */
const news: Readonly<Record<string, (store: Store) => Promise<unknown>>> = {
  'events of somebody known': ({ events }) =>
    events.append([
      stored(userId(0), event('late', later)),
      stored(userId(1), event('late too', { ...later, at: END - DAY })),
    ]),
  async 'somebody new'({ users, events }) {
    const [newcomer] = await users.resolve([[externalId(USERS)]]);
    await events.append([
      stored(newcomer!, event('first', { ...later, at: END - DAY })),
      stored(newcomer!, event('second', later)),
    ]);
  },
  'records taken back': ({ events }) =>
    events.append(
      histories[2]!.events.slice(0, 8).map((one) => {
        const again = { version: '2', contentHash: 'gone', deleted: true, recordKey: one.id };
        return stored(userId(2), { ...one, id: event(`gone ${one.id}`, {}).id }, again);
      }),
    ),
  'two who turn out to be one': ({ users }) => users.resolve([[externalId(3), externalId(4)]]),
  async 'an item described anew'({ items }) {
    const [first] = shopItems();
    const version = { sourceId: 'test', version: '2', contentHash: '1' };
    await items.upsert([{ ...first!, categories: ['category2'], price: 900, ...version }]);
  },
};

async function shopOf(open: OpenTestStore): Promise<Desk> {
  const desk = await openDesk(null, USERS, (clock) => open({ clock }));
  await desk.store.events.append(
    histories.flatMap((own) => own.events.map((one) => stored(own.userId, one))),
  );
  return desk;
}

/** @returns the id of the model: the hash of everything that it consists of */
async function train({ store, models, now: clock }: Desk): Promise<string> {
  const signal = new AbortController().signal;
  const run: TrainingRun = {
    ...{ store, models, modalities, clock, settings, signal, checkpoint: null },
    onProgress: () => undefined,
  };
  return (await trainCandidate(run)).model.id;
}

/** Has something happen once within the reading of a page of users: before its ids are known, or right after. */
function withinPage({ users }: Store, when: 'before' | 'after', act: () => Promise<unknown>): void {
  const page = users.page.bind(users);
  users.page = async (...given) => {
    users.page = page;
    if (when === 'before') await act();
    const read = await page(...given);
    if (when === 'after') await act();
    return read;
  };
}

onEveryStore('a model is trained on one moment of the log', (open) => {
  let undisturbed: string;
  before(async () => {
    const desk = await shopOf(open);
    undisturbed = await train(desk);
    await desk.store.close();
  });

  for (const [what, happens] of Object.entries(news)) {
    for (const when of ['before', 'after'] as const) {
      test(`${what}: come in ${when} a page of users is known, they are left to the next one`, async () => {
        const desk = await shopOf(open);
        withinPage(desk.store, when, () => happens(desk.store));
        assert.equal(await train(desk), undisturbed);
        assert.notEqual(await train(desk), undisturbed, 'of which it makes another');
        await desk.store.close();
      });
    }
  }
});
